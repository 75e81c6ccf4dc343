package io.mcpguard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.NameLookups;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePrefixTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.255, 192.0.2.0/24",
    "2001:db8:1:2::3, 2001:db8:1:0:0:0:0:0/48",
    "[2001:db8:1:2::3], 2001:db8:1:0:0:0:0:0/48",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:0/48",
    "::ffff:192.0.2.9, 192.0.2.0/24"
  })
  void anAddressIsOfItsNetwork(String address, String network) {
    assertThat(SourcePrefix.of(address)).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.256", "1.2.3.999", "999.1.1.1", "guard.example", "1.2.3", ""})
  void whatIsNoAddressIsOfNoneAndNotLookedUp(String text) {
    assertThat(NameLookups.during(() -> SourcePrefix.of(text))).isEmpty();

    assertThat(SourcePrefix.of(text)).isEqualTo("unknown");
  }
}
