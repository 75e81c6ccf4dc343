package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpguard.assertion.AssertionRejected.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Attack A31: an agent passes for another one, or for its child. */
class A31ActorSpoofingTest {
  private static final String AGENT = "spiffe://example.internal/agent/k3Vb/01";
  private static final String CHILD =
      "{\"iss\":\"https://guard.example\",\"sub\":\"spiffe://example.internal/agent/child/1\","
          + "\"sub_profile\":\"ai_agent\",\"act\":";

  @Test
  void anActorThatWasChangedAfterSigningIsRefused() {
    String token = Fixture.token(Fixture.PAY);
    String claims = Tokens.claims(token).replace(AGENT, AGENT.replace("01", "02"));
    String[] parts = token.split("\\.", -1);
    String spliced = parts[0] + "." + Tokens.encode(claims.getBytes(US_ASCII)) + "." + parts[2];

    assertThat(refusal(spliced, Fixture.CLOCK)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void aChainSignedByTheAgentsOwnKeyUnderTheGuardsKeyIdIsRefused() throws Exception {
    assertThat(refusal(forged(), Fixture.CLOCK)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  /** A parent is context while it lives, and nothing afterwards. */
  @Test
  void anExpiredParentIsRefused() {
    InstantSource later = InstantSource.offset(Fixture.CLOCK, Duration.ofSeconds(35));

    assertThat(refusal(Fixture.token(Fixture.PAY), later)).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void aParentOfAnotherTrustDomainIsRefused() {
    String token =
        Tokens.withClaims(
            claims -> claims.replace("\"aud\":\"example.internal", "\"aud\":\"other"));

    assertThat(refusal(token, Fixture.CLOCK)).isEqualTo(Reason.WRONG_AUDIENCE);
  }

  /** RFC 8693 §4.1: prior actors are informational. */
  @Test
  void whoActsIsTheOutermostOfTheChain() throws AssertionRejected {
    String token =
        Tokens.withClaims(claims ->
            claims.replace("\"act\":", "\"act\":" + CHILD).replace("},\"scope\"", "}},\"scope\""));

    Admission admission = Fixture.admit(Fixture.verifier(), token, Fixture.PAY);

    ToolCallAssertion call = ((Admission.Asserted) admission).call();
    assertThat(call.agent()).isEqualTo("spiffe://example.internal/agent/child/1");
    assertThat(call.actorChain()).hasSize(2);
  }

  @Test
  void aPersonInAnAgentsPlaceIsRefused() {
    String token = Tokens.withClaims(claims -> claims.replace("\"ai_agent\"", "\"user\""));

    assertThat(refusal(token, Fixture.CLOCK)).isEqualTo(Reason.BAD_CLAIM);
  }

  @Test
  void aChainOfSixteenIsTaken() throws AssertionRejected {
    assertThat(Fixture.verifier().verify(new RawAssertion(chainOf(16)))).isNotNull();
  }

  @Test
  void aLongerChainIsRefused() {
    assertThat(refusal(chainOf(17), Fixture.CLOCK)).isEqualTo(Reason.BAD_CLAIM);
  }

  private static String chainOf(int agents) {
    return Tokens.withClaims(claims ->
        claims
            .replace("\"act\":", "\"act\":" + CHILD.repeat(agents - 1))
            .replace("},\"scope\"", "}".repeat(agents) + ",\"scope\""));
  }

  private static String forged() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    AssertionSigner agent =
        AssertionSigner.of(
            "es", Algorithm.ES256, pair.getPrivate(), Signatures.provider(Algorithm.ES256));
    return new AssertionIssuer(agent).issue(Fixture.claims(Fixture.call(Fixture.PAY)));
  }

  private static Reason refusal(String token, InstantSource clock) {
    AssertionVerifier verifier = Fixture.verifier(Fixture.rules(), clock);
    AssertionRejected rejected =
        catchThrowableOfType(
            AssertionRejected.class, () -> verifier.verify(new RawAssertion(token)));
    assertThat(rejected).as("the spoofed token was verified").isNotNull();
    return rejected.reason();
  }
}
