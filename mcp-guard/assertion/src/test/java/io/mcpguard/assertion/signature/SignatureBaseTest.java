package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.VerificationKey;
import io.mcpguard.assertion.fields.Dictionary;
import io.mcpguard.assertion.fields.Member.InnerList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the RFC's own example: "Signing a Request Using ed25519" (RFC 9421 appendix B.2.6). */
class SignatureBaseTest {
  private static final String INPUT =
      "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\""
          + " \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
  private static final Map<String, String> REQUEST =
      Map.of(
          "\"date\"", "Tue, 20 Apr 2021 02:07:55 GMT",
          "\"@method\"", "POST",
          "\"@path\"", "/foo",
          "\"@authority\"", "example.com",
          "\"content-type\"", "application/json",
          "\"content-length\"", "18");
  private static final String KEYS =
      """
      {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"test-key-ed25519",\
      "x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}]}\
      """;
  private static final String SIGNATURE =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

  @Test
  void theBaseOfTheExampleIsThatOfTheRfc() throws Exception {
    assertThat(new String(base(), US_ASCII))
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@authority": example.com
            "content-type": application/json
            "content-length": 18
            "@signature-params": ("date" "@method" "@path" "@authority" "content-type" \
            "content-length");created=1618884473;keyid="test-key-ed25519"\
            """);
  }

  @Test
  void theSignatureOfTheExampleHoldsForIt() throws Exception {
    VerificationKey key = KeySet.parse(KEYS).find("test-key-ed25519").orElseThrow();

    assertThat(
            key.verifies(
                Algorithm.ED25519.provider(), base(), Base64.getDecoder().decode(SIGNATURE)))
        .isTrue();
  }

  /** Else a value could hold the line of another component. */
  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "é", "\u0000", "\u007f"})
  void aValueThatIsNotVisibleAsciiIsNotSigned(String value) throws Exception {
    InnerList covered = covered();

    assertThatThrownBy(() -> SignatureBase.of(covered, component -> value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InnerList covered() throws Exception {
    return (InnerList) Dictionary.of(List.of(INPUT)).members().values().iterator().next();
  }

  private static byte[] base() throws Exception {
    return SignatureBase.of(
        covered(), component -> REQUEST.getOrDefault(component.text(), "nothing"));
  }
}
