package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client signs is what a server verifies (RFC 9449 §4). */
class ProofSignerTest {
  private static final ProofTarget CALL =
      ProofTarget.resourceRequest("POST", "https://guard.example/mcp", "a-token");

  private final SecureRandom random = new SecureRandom();
  private final MovableClock clock = MovableClock.at("2026-11-26T12:00:00Z");
  private final DpopNonces nonces = new DpopNonces(random, clock);
  private final ProofVerifier verifier = new ProofVerifier(Providers.ofJdk(random), nonces, clock);
  private final ProofSigner signer = ProofSigner.fresh(random);

  /** Keys differ in how many bytes their numbers take. */
  @RepeatedTest(64)
  void aProofIsGoodForItsRequestAndNamesTheKey() {
    assertThat(verify(signer, CALL))
        .isInstanceOfSatisfying(
            DpopProof.class,
            proof -> assertThat(proof.thumbprint()).isEqualTo(signer.thumbprint()));
  }

  @Test
  void aKeyThatWasKeptSignsAsItDidBefore() throws Exception {
    ProofSigner again = ProofSigner.read(jwk(signer), random).orElseThrow();

    assertThat(again.thumbprint()).isEqualTo(signer.thumbprint());
    assertThat(verify(again, CALL)).isInstanceOf(DpopProof.class);
  }

  @Test
  void aProofIsNotGoodForAnotherToken() {
    String proof = signer.proof(CALL, nonces.current(), clock.instant());
    ProofTarget other = ProofTarget.resourceRequest("POST", "https://guard.example/mcp", "other");

    assertThat(verifier.verify(List.of(proof), other)).isInstanceOf(ProofVerdict.Rejected.class);
  }

  @Test
  void noTwoProofsAreTheSame() {
    assertThat(signer.proof(CALL, "", clock.instant()))
        .isNotEqualTo(signer.proof(CALL, "", clock.instant()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"x\":\"\",\"y\":\"\",\"d\":\"\"}", "{\"d\":\"!\"}"})
  void whatIsNoKeyIsNone(String text) throws Exception {
    assertThat(ProofSigner.read(object(text.getBytes(StandardCharsets.UTF_8)), random)).isEmpty();
  }

  @Test
  void theKeyDoesNotPrint() {
    assertThat(signer.toString()).isEqualTo("ProofSigner[redacted]");
  }

  private ProofVerdict verify(ProofSigner by, ProofTarget target) {
    return verifier.verify(List.of(by.proof(target, nonces.current(), clock.instant())), target);
  }

  private static JsonObject jwk(ProofSigner of) throws Exception {
    return object(of.privateJwk().bytes());
  }

  private static JsonObject object(byte[] json) throws Exception {
    return (JsonObject) JsonDocument.read(json, ReadRules.request()).root();
  }
}
