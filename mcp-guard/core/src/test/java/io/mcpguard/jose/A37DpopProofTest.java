package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.jose.ProofVerdict.Fault;
import io.mcpguard.jose.ProofVerdict.Rejected;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack row A37, of DPoP proofs: {@code none}, a MAC under the public key, keys that are none. */
class A37DpopProofTest {
  private static final String FILES = "https://guard.example/mcp/files";

  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  private final DpopNonces nonces = new DpopNonces(new SecureRandom(), clock);
  private final ProofVerifier verifier =
      new ProofVerifier(Providers.fastest(new SecureRandom()), nonces, clock);
  private final DpopKey key = DpopKey.p256();
  private final DpopKey.Draft draft =
      key.proof("POST", FILES, clock.instant()).nonce(nonces.current());

  // RFC 9449 §4.3, 5: "not none, is supported by the application, and is acceptable per local
  // policy".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none", "None", "NONE", "HS256", "HS512", "ES384", "ES256K", "RS256", "PS256", "Ed448", "",
        "es256"
      })
  void anotherAlgorithmIsRefused(String algorithm) {
    draft.header().put("alg", algorithm);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_ALGORITHM));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "ES256"})
  void anUnsecuredProofIsRefused(String algorithm) {
    draft.header().put("alg", algorithm);
    String proof = draft.sign();

    assertThat(verify(proof.substring(0, proof.lastIndexOf('.') + 1)))
        .isEqualTo(new Rejected(Fault.MALFORMED));
  }

  // RFC 8725 §2.1: a public key used as the secret of an HMAC.
  @ParameterizedTest
  @ValueSource(strings = {"HS256", "ES256", "EdDSA"})
  void aMacUnderThePublicKeyIsRefused(String algorithm) throws Exception {
    draft.header().put("alg", algorithm);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Json.bytes(key.jwk()), "HmacSHA256"));
    String proof = draft.sign();
    String input = proof.substring(0, proof.lastIndexOf('.'));

    String forged = input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));

    assertThat(verify(forged)).isInstanceOf(Rejected.class);
  }

  @Test
  void aSymmetricKeyIsRefused() {
    draft.header().set("jwk", Json.object().put("kty", "oct").put("k", "AAAA"));

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  // RFC 8725 §3.1: the key decides the algorithm, not the header.
  @Test
  void anAlgorithmForAnotherKindOfKeyIsRefused() {
    draft.header().put("alg", "EdDSA");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u", "x5c"})
  void aKeyFromElsewhereIsRefused(String parameter) {
    draft.header().put(parameter, "https://evil.example/keys");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.KEY_ELSEWHERE));
  }

  // RFC 7515 §4.1.11: an extension that is not understood makes the JWS invalid.
  @Test
  void aCriticalExtensionIsRefused() {
    draft.header().putArray("crit").add("b64");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.CRITICAL_EXTENSION));
  }

  @ParameterizedTest
  @CsvSource({
    "crv, P-384",
    "crv, secp256k1",
    "crv, Ed25519",
    "kty, RSA",
    "kty, OKP",
    "x, ''",
    "x, AA",
    "y, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "y, not base64"
  })
  void aKeyThatIsNoneIsRefused(String member, String value) {
    ((ObjectNode) draft.header().path("jwk")).put(member, value);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  // One key must have one thumbprint: neither padding nor spare bits nor a zero in front.
  @ParameterizedTest
  @ValueSource(strings = {"=", "A"})
  void anotherSpellingOfTheKeyIsRefused(String suffix) {
    ObjectNode jwk = (ObjectNode) draft.header().path("jwk");
    jwk.put("x", jwk.path("x").asText() + suffix);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  // CVE-2022-21449: r and s zero were once a valid signature of everything.
  @Test
  void aSignatureOfZerosIsRefused() {
    String proof = draft.sign();

    assertThat(verify(proof.substring(0, proof.lastIndexOf('.') + 1) + base64(new byte[64])))
        .isEqualTo(new Rejected(Fault.BAD_SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 65, 72})
  void aSignatureOfAnotherLengthIsRefused(int length) {
    String proof = draft.sign();

    assertThat(verify(proof.substring(0, proof.lastIndexOf('.') + 1) + base64(new byte[length])))
        .isEqualTo(new Rejected(Fault.BAD_SIGNATURE));
  }

  // RFC 7515 §4: member names within the header MUST be unique.
  @Test
  void aMemberThatIsThereTwiceIsRefused() {
    String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"alg\":\"ES256\"}";
    String proof = draft.sign();

    String respelt =
        base64(header.getBytes(StandardCharsets.UTF_8)) + proof.substring(proof.indexOf('.'));

    assertThat(verify(respelt)).isEqualTo(new Rejected(Fault.MALFORMED));
  }

  @Test
  void noCharacterOfAProofCanBeChanged() {
    String proof = draft.sign();
    var taken = new HashSet<Integer>();
    for (int at = 0; at < proof.length(); at++) {
      char changed = proof.charAt(at) == 'A' ? 'Q' : 'A';
      if (verify(proof.substring(0, at) + changed + proof.substring(at + 1)) instanceof DpopProof) {
        taken.add(at);
      }
    }

    assertThat(taken).isEmpty();
  }

  private ProofVerdict verify(String proof) {
    return verifier.verify(List.of(proof), ProofTarget.tokenRequest("POST", FILES));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
