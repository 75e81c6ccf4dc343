package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.NameLookups;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
    "::, 0:0:0:0:0:0:0:0",
    "::ffff:192.0.2.9, 192.0.2.9",
    "64:ff9b::192.0.2.9, 64:ff9b:0:0:0:0:c000:209"
  })
  void anAddressThatIsWrittenOutIsRead(String text, String address) {
    assertThat(AddressLiteral.of(text)).map(InetAddress::getHostAddress).contains(address);
  }

  /** The platform asks a name server for most of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.256",
        "1.2.3.999",
        "01.2.3.4",
        "1.2.3",
        "16909060",
        "abcd",
        "x:1",
        ".:",
        "g::1",
        "::1.2.3.256",
        ":",
        "1:2",
        "[::1]",
        "fe80::1%1",
        "localhost",
        ""
      })
  void nothingElseIsReadOrLookedUp(String text) {
    assertThat(NameLookups.during(() -> AddressLiteral.of(text))).isEmpty();

    assertThat(AddressLiteral.of(text)).isEmpty();
  }

  /** RFC 3986 §3.2.2, RFC 4007 §11: both are of IPv6 alone. */
  @ParameterizedTest
  @ValueSource(strings = {"[192.0.2.9]", "192.0.2.9%1", "192.0.2.9%:", "[::1", "::1]", "[]", "%1"})
  void whatElseHasThemIsNoPeer(String text) {
    assertThat(AddressLiteral.ofPeer(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"[2001:db8::1], 2001:db8:0:0:0:0:0:1", "fe80::1%eth0, fe80:0:0:0:0:0:0:1"})
  void aPeersAddressMayHaveBracketsAndAZone(String text, String address) {
    assertThat(AddressLiteral.ofPeer(text)).map(InetAddress::getHostAddress).contains(address);
  }
}
