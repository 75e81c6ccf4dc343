package io.mcpguard.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.testkit.NameLookups;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever stands where an address should: read as it is written, or not at all. */
class AddressLiteralFuzzTest {
  @FuzzTest
  void noTextIsLookedUp(byte[] utf8) {
    String text = new String(utf8, UTF_8);
    List<InetAddress> read = new ArrayList<>();

    assertThat(
            NameLookups.during(() -> {
              AddressLiteral.of(text).ifPresent(read::add);
              AddressLiteral.ofPeer(text).ifPresent(read::add);
            }))
        .isEmpty();

    assertThat(read)
        .allSatisfy(address -> {
          assertThat(AddressLiteral.of(address.getHostAddress())).contains(address);
          assertThat(text).matches(it -> it.contains(":") || it.equals(address.getHostAddress()));
        });
  }

  @FuzzTest
  void everyAddressIsReadAsThePlatformWritesIt(byte[] bytes) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(Arrays.copyOf(bytes, bytes.length < 5 ? 4 : 16));
    String written = address.getHostAddress();
    String peer = address instanceof Inet4Address ? written : "[" + written + "%1]";

    assertThat(AddressLiteral.of(written)).contains(address);
    assertThat(AddressLiteral.ofPeer(peer)).contains(address);
  }
}
