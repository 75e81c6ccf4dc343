package io.mcpguard.server.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.testkit.NameLookups;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whatever stands in an X-Forwarded-For: an address that is written out, or nobody. */
class TrustedProxiesFuzzTest {
  @FuzzTest
  void noHopIsLookedUp(byte[] hop) {
    String text = new String(hop, ISO_8859_1);
    List<InetAddress> read = new ArrayList<>();

    assertThat(NameLookups.during(() -> TrustedProxies.address(text).ifPresent(read::add)))
        .isEmpty();

    assertThat(read)
        .allMatch(address -> TrustedProxies.at(Set.of(text)).hold(address))
        .allSatisfy(address ->
            assertThat(TrustedProxies.address(address.getHostAddress())).contains(address));
  }
}
