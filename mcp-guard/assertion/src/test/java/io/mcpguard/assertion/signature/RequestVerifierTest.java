package io.mcpguard.assertion.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.ReplayStore;
import io.mcpguard.assertion.VerificationKey;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What no vector can show; the verdicts themselves are told by {@link SignatureVectorsTest}. */
class RequestVerifierTest {
  @Test
  void whoSignedAndWhenIsHandedOut() throws Exception {
    RequestSignature signature =
        SignedRequest.verifier(SignedRequest.CLOCK).admit(SignedRequest.call().message());

    assertThat(signature)
        .isEqualTo(
            new RequestSignature(
                "es", SignedRequest.NONCE, SignedRequest.NOW, SignedRequest.NOW.plusSeconds(30)));
  }

  @ParameterizedTest
  @EnumSource(value = ReplayStore.Claim.class, mode = Mode.EXCLUDE, names = "FIRST")
  void whatTheStoreDoesNotTakeIsRefused(ReplayStore.Claim claim) {
    RequestVerifier verifier = remembering((txn, issuedAt, keepUntil, now) -> claim);

    assertThat(SignedRequest.call().verdict(verifier)).isNotEqualTo("accepted");
  }

  @Test
  void aNonceIsRememberedApartFromTransactionsAndUntilNobodyTakesIt() {
    List<String> claims = new ArrayList<>();
    RequestVerifier verifier =
        remembering((txn, issuedAt, keepUntil, now) -> {
          claims.add(txn + " " + issuedAt + " " + keepUntil + " " + now);
          return ReplayStore.Claim.FIRST;
        });

    SignedRequest.call().verdict(verifier);

    assertThat(claims)
        .containsExactly(
            "signature:"
                + SignedRequest.NONCE
                + " 2026-11-23T12:00:00Z 2026-11-23T12:00:35Z 2026-11-23T12:00:00Z");
  }

  @Test
  void aRequestThatIsRefusedUsesNothingUp() {
    RequestVerifier verifier = SignedRequest.verifier(SignedRequest.CLOCK);
    SignedRequest.call().content("{}").verdict(verifier);

    assertThat(SignedRequest.call().verdict(verifier)).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyid=\"es\"", "nonce=\"" + SignedRequest.NONCE + "\""})
  void aParameterThatSaysNothingIsRefused(String parameter) {
    String empty = parameter.replaceFirst("\"[^\"]+\"", "\"\"");
    SignedRequest request = SignedRequest.under(input -> input.replace(parameter, empty));

    assertThat(request.verdict(SignedRequest.verifier(SignedRequest.CLOCK)))
        .isEqualTo("bad_parameter");
  }

  @Test
  void aRetiredKeyVerifiesUntilItsEnd() {
    assertThat(SignedRequest.call().verdict(retiredAt(1))).isEqualTo("accepted");
  }

  @Test
  void aRetiredKeyVerifiesNothingFromItsEndOn() {
    assertThat(SignedRequest.call().verdict(retiredAt(0))).isEqualTo("unknown_key");
  }

  @Test
  void aProviderThatCannotUseTheKeyVerifiesNothing() {
    RequestVerifier verifier =
        new RequestVerifier(
            SignatureRules.strict().verifyingWith(new Provider("none", "1", "has nothing") {}),
            KeySet.parse(Guarded.keys()),
            (txn, issuedAt, keepUntil, now) -> ReplayStore.Claim.FIRST,
            SignedRequest.CLOCK);

    assertThat(SignedRequest.call().verdict(verifier)).isEqualTo("bad_signature");
  }

  @Test
  void aProviderCanBeNamed() {
    RequestVerifier verifier =
        new RequestVerifier(
            SignatureRules.strict().verifyingWith(Algorithm.ES256.provider()),
            KeySet.parse(Guarded.keys()),
            (txn, issuedAt, keepUntil, now) -> ReplayStore.Claim.FIRST,
            SignedRequest.CLOCK);

    assertThat(SignedRequest.call().verdict(verifier)).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5})
  void aLeewayOfUpToFiveSecondsIsTaken(long seconds) {
    assertThat(SignatureRules.strict().withLeeway(Duration.ofSeconds(seconds)).leeway())
        .hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 5001})
  void anotherLeewayIsRefused(long millis) {
    assertThatThrownBy(() -> SignatureRules.strict().withLeeway(Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRefusalRepeatsNothingOfTheRequest() {
    SignedRequest canary = SignedRequest.call().with("signature", "guard=\"canary\"");

    assertThatThrownBy(() -> SignedRequest.verifier(SignedRequest.CLOCK).admit(canary.message()))
        .hasMessage(SignatureRejected.Reason.MALFORMED_FIELD.says());
  }

  private static RequestVerifier remembering(ReplayStore store) {
    return new RequestVerifier(
        SignatureRules.strict(), KeySet.parse(Guarded.keys()), store, SignedRequest.CLOCK);
  }

  private static RequestVerifier retiredAt(long secondsFromNow) {
    VerificationKey known = KeySet.parse(Guarded.keys()).find("es").orElseThrow();
    VerificationKey retired =
        new VerificationKey(
            "es", known.algorithm(), known.key(), SignedRequest.NOW.plusSeconds(secondsFromNow));
    return new RequestVerifier(
        SignatureRules.strict(),
        keyId -> Optional.of(retired),
        (txn, issuedAt, keepUntil, now) -> ReplayStore.Claim.FIRST,
        InstantSource.fixed(SignedRequest.NOW));
  }
}
