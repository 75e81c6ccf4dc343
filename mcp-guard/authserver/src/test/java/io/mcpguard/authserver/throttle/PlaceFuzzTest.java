package io.mcpguard.authserver.throttle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.testkit.NameLookups;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever an address is said to be: one key for a place, and nothing is looked up. */
class PlaceFuzzTest {
  @FuzzTest
  void aPlaceIsAnAddressASubnetOrTheTextItself(byte[] source) {
    String text = new String(source, UTF_8);
    List<String> place = new ArrayList<>();

    assertThat(NameLookups.during(() -> place.add(Place.of(text)))).isEmpty();

    assertThat(place.getFirst())
        .matches(
            key -> key.equals(text) || key.matches("[0-9a-f]{16}/64|[0-9]{1,3}(\\.[0-9]{1,3}){3}"));
  }

  /** RFC 4291 §2.5.4: whoever has one address of a subnet has all of them. */
  @FuzzTest
  void allOfASubnetIsOnePlace(byte[] bytes) throws UnknownHostException {
    byte[] address = Arrays.copyOf(bytes, 16);
    byte[] neighbour = address.clone();
    neighbour[15] ^= 1;
    address[0] |= 0x20; // No IPv4 address begins so.
    neighbour[0] |= 0x20;
    byte[] stranger = address.clone();
    stranger[7] ^= 1;

    assertThat(place(neighbour)).isEqualTo(place(address)).isNotEqualTo(place(stranger));
  }

  private static String place(byte[] address) throws UnknownHostException {
    return Place.of("[" + InetAddress.getByAddress(address).getHostAddress() + "]");
  }
}
