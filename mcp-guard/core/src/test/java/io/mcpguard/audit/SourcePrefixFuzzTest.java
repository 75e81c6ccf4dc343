package io.mcpguard.audit;

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

/** Whatever an address is said to be: it is in its network, and is neither kept nor looked up. */
class SourcePrefixFuzzTest {
  @FuzzTest
  void aTextIsOfANetworkOrOfNone(byte[] address) {
    String text = new String(address, UTF_8);
    List<String> prefix = new ArrayList<>();

    assertThat(NameLookups.during(() -> prefix.add(SourcePrefix.of(text)))).isEmpty();

    assertThat(prefix.getFirst())
        .matches("unknown|([0-9]{1,3}\\.){3}0/24|[0-9a-f]{1,4}(:[0-9a-f]{1,4}){2}(:0){5}/48");
  }

  @FuzzTest
  void anAddressIsInItsNetwork(byte[] bytes) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(Arrays.copyOf(bytes, bytes.length < 5 ? 4 : 16));
    int kept = address instanceof Inet4Address ? 3 : 6;

    String[] network = SourcePrefix.of(address.getHostAddress()).split("/", 2);

    byte[] masked = address.getAddress();
    Arrays.fill(masked, kept, masked.length, (byte) 0);
    assertThat(network)
        .containsExactly(
            InetAddress.getByAddress(masked).getHostAddress(), String.valueOf(8 * kept));
  }
}
