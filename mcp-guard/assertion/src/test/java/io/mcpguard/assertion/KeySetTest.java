package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys of a JWK set (RFC 7517) verify assertions. */
class KeySetTest {
  private static final String ED25519 =
      """
      {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"e","alg":"%s",\
      "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}\
      """;

  private static JWKGenerator<ECKey> key(String kid) {
    return new ECKeyGenerator(Curve.P_256).keyID(kid);
  }

  private static String set(JWK... keys) {
    return new JWKSet(List.of(keys)).toString();
  }

  private static KeySet with(JWKGenerator<ECKey> other) throws JOSEException {
    return KeySet.parse(set(key("good").generate(), other.generate()));
  }

  @Test
  void aKeyForSignaturesIsFoundByItsId() throws Exception {
    KeySet keys = with(key("other").keyUse(KeyUse.SIGNATURE));

    assertThat(keys.find("good")).isPresent();
    assertThat(keys.find("other")).isPresent();
    assertThat(keys.find("none")).isEmpty();
  }

  /** RFC 7517 §4.2 */
  @Test
  void aKeyForEncryptionVerifiesNothing() throws Exception {
    assertThat(with(key("other").keyUse(KeyUse.ENCRYPTION)).find("other")).isEmpty();
  }

  /** RFC 7517 §4.4 */
  @ParameterizedTest
  @ValueSource(strings = {"ES384", "ECDH-ES", "none"})
  void aKeyForAnotherAlgorithmVerifiesNothing(String algorithm) throws Exception {
    assertThat(with(key("other").algorithm(new Algorithm(algorithm))).find("other")).isEmpty();
  }

  @Test
  void aKeyThatNamesItsAlgorithmVerifies() throws Exception {
    assertThat(with(key("other").algorithm(new Algorithm("ES256"))).find("other")).isPresent();
  }

  @Test
  void aKeyOnAnotherCurveVerifiesNothing() throws Exception {
    assertThat(with(new ECKeyGenerator(Curve.P_384).keyID("other")).find("other")).isEmpty();
  }

  /** RFC 9864 §2.2 has the newer name, RFC 8037 §3.1 the older one. */
  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EdDSA"})
  void anEdwardsKeyVerifiesUnderBothNames(String algorithm) {
    assertThat(KeySet.parse(ED25519.formatted(algorithm)).find("e")).isPresent();
  }

  @Test
  void anEdwardsKeyForEncryptionIsNoKey() {
    assertThatThrownBy(() -> KeySet.parse(ED25519.formatted("ECDH-ES")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no P-256 or Ed25519 signature key with a kid");
  }

  @Test
  void aKeyWithoutAnIdIsLeftOut() throws Exception {
    assertThatThrownBy(() -> KeySet.parse(set(new ECKeyGenerator(Curve.P_256).generate())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with a kid");
  }

  @Test
  void anIdThatStandsTwiceIsRefused() throws Exception {
    assertThatThrownBy(() -> with(key("good")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one kid stands twice");
  }

  @Test
  void aSecretIsRefusedAndNotRepeated() throws Exception {
    ECKey secret = key("good").generate();
    String set = new JWKSet(secret).toString(false);

    assertThatThrownBy(() -> KeySet.parse(set))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds a secret key")
        .hasMessageNotContaining(secret.getD().toString());
  }

  /** RFC 7517 §5: "an array of JWK values" */
  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[null]}", "{\"keys\":[1]}"})
  void whatIsNoSetIsRefused(String text) {
    assertThatThrownBy(() -> KeySet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
