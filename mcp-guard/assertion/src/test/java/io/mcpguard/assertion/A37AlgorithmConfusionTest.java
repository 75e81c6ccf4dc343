package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpguard.assertion.AssertionRejected.Reason;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack A37: the token chooses how it is verified (RFC 8725 §2.1, §3.1, §3.11). */
class A37AlgorithmConfusionTest {
  private static final String CLAIMS = Tokens.claims(Fixture.token(Fixture.PAY));

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "None", "NONE", "nOnE", "", "HS256", "RS256", "es256", "ES256K", "EdDSA"})
  void noOtherAlgorithmIsTaken(String algorithm) {
    String token = Tokens.withHeader(Tokens.HEADER.replace("ES256", algorithm));

    assertThat(refusal(token)).isEqualTo(Reason.ALGORITHM_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "[\"ES256\"]", "{}", "true"})
  void anAlgorithmThatIsNoTextIsNotTaken(String algorithm) {
    String token = Tokens.withHeader(Tokens.HEADER.replace("\"ES256\"", algorithm));

    assertThat(refusal(token)).isEqualTo(Reason.ALGORITHM_NOT_ALLOWED);
  }

  @Test
  void anUnsecuredTokenIsRefused() {
    String token = unsigned(Tokens.HEADER.replace("ES256", "none")) + ".";

    assertThat(refusal(token)).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @Test
  void aMacWithThePublicKeyIsRefused() throws GeneralSecurityException {
    String input = unsigned(Tokens.HEADER.replace("ES256", "HS256"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Fixture.KEYS.getBytes(UTF_8), "HmacSHA256"));

    String token = input + "." + Tokens.encode(mac.doFinal(input.getBytes(UTF_8)));

    assertThat(refusal(token)).isEqualTo(Reason.ALGORITHM_NOT_ALLOWED);
  }

  @Test
  void theAlgorithmOfAnotherKeyIsRefused() {
    String token = Tokens.withHeader(Tokens.HEADER.replace("\"es\"", "\"ed\""));

    assertThat(refusal(token)).isEqualTo(Reason.ALGORITHM_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../dev/null",
        "https://evil.example/key",
        "es ",
        "ES",
        "es\\u0000",
        "' OR 1=1 --",
        "",
        "*"
      })
  void aKeyIdNamesAConfiguredKeyOrNothing(String kid) {
    String token = Tokens.withHeader(Tokens.HEADER.replace("\"es\"", "\"" + kid + "\""));

    assertThat(refusal(token)).isEqualTo(Reason.UNKNOWN_KEY);
  }

  /** A key of the attacker's own in the header: the configured key is used, so nothing holds. */
  @Test
  void aKeyInTheHeaderIsIgnored() throws GeneralSecurityException {
    String jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}";
    String input = unsigned(Tokens.HEADER.replace("}", ",\"jwk\":" + jwk + "}"));
    String token = input + "." + Tokens.encode(Fixture.ed25519().sign(input.getBytes(UTF_8)));

    assertThat(refusal(token)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void aUrlOfKeysIsIgnored(String parameter) throws AssertionRejected {
    String token =
        Tokens.withHeader(
            Tokens.HEADER.replace("}", ",\"" + parameter + "\":\"http://127.0.0.1:9/\"}"));

    assertThat(Fixture.admit(Fixture.verifier(), token, Fixture.PAY))
        .isInstanceOf(Admission.Asserted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JWT", "at+jwt", "txntoken", "application/txntoken+jwt", "TXNTOKEN+JWT", ""})
  void aTokenOfAnotherTypeIsRefused(String type) {
    String token = Tokens.withHeader(Tokens.HEADER.replace("txntoken+jwt", type));

    assertThat(refusal(token)).isEqualTo(Reason.WRONG_TYPE);
  }

  @Test
  void aCriticalExtensionIsRefused() {
    String token =
        Tokens.withHeader(Tokens.HEADER.replace("}", ",\"crit\":[\"b64\"],\"b64\":false}"));

    assertThat(refusal(token)).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  /** CVE-2022-21449, and values beyond the order of the curve. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void halvesOutOfRangeAreRefused(String half) {
    byte[] signature = Arrays.copyOf(HexFormat.of().parseHex(half + half), 64);

    assertThat(refusal(unsigned(Tokens.HEADER) + "." + Tokens.encode(signature)))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void aSignatureInDerIsRefused() {
    String token = Fixture.token(Fixture.PAY);
    byte[] raw = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    byte[] longer = Arrays.copyOf(raw, 70);

    assertThat(refusal(token.substring(0, token.lastIndexOf('.') + 1) + Tokens.encode(longer)))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2VjcmV0\"}]}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}]}",
        "[]"
      })
  void aKeySetWithASecretOrWithoutAKeyIsRefused(String keys) {
    assertThatThrownBy(() -> KeySet.parse(keys)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String unsigned(String header) {
    return Tokens.encode(header.getBytes(UTF_8)) + "." + Tokens.encode(CLAIMS.getBytes(UTF_8));
  }

  private static Reason refusal(String token) {
    return catchThrowableOfType(
            AssertionRejected.class, () -> Fixture.admit(Fixture.verifier(), token, Fixture.PAY))
        .reason();
  }
}
