package io.mcpguard.authn;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.jose.DpopProof;
import io.mcpguard.jose.ProofTarget;
import io.mcpguard.jose.ProofVerdict;
import io.mcpguard.jose.ProofVerdict.Fault;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.ProofWindow;
import io.mcpguard.oauth.DpopToken;
import io.mcpguard.oauth.Presentation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Holds the proof of a request against the access token that comes with it (RFC 9449 §7.1). A proof
 * is verified on every request, after the token: who has no token costs no more than that.
 */
final class PossessionProofs {
  private final ProofVerifier verifier;
  private final ProofWindow window;

  PossessionProofs(ProofVerifier verifier, InstantSource clock) {
    this.verifier = verifier;
    this.window = new ProofWindow(clock);
  }

  /**
   * The caller, if it holds the key that {@code token} is bound to, and proves so at {@code uri}.
   */
  Outcome<Authenticated> prove(
      AccessToken token, DpopToken shown, Presentation presented, String uri) {
    return switch (token.binding()) {
      case KeyBinding.None none ->
          Outcome.refuse(
              Reason.UNBOUND_TOKEN, "an access token bound to no key was presented as DPoP");
      case KeyBinding.Dpop key -> {
        ProofTarget target = ProofTarget.resourceRequest(presented.method(), uri, shown.reveal());
        yield switch (verifier.verify(presented.proofs(), target)) {
          case ProofVerdict.Rejected(Fault fault) -> new Refused<>(denial(fault));
          case DpopProof proof -> hold(token, key, proof);
        };
      }
    };
  }

  private Outcome<Authenticated> hold(AccessToken token, KeyBinding.Dpop key, DpopProof proof) {
    if (!same(key.thumbprint(), proof.thumbprint())) {
      return Outcome.refuse(
          Reason.KEY_BOUND_TOKEN, "the proof is of another key than the access token is bound to");
    }
    Optional<ContentDigest> content =
        proof.contentDigest().isEmpty()
            ? Optional.of(ContentDigest.unsaid())
            : proof.contentDigest().flatMap(ContentDigest::read);
    if (content.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_DPOP_PROOF, "content_digest of the proof is not one sha-256 digest");
    }
    return switch (window.use(proof)) {
      case FIRST -> Outcome.proceed(new Authenticated(token, content.get()));
      case REPLAYED ->
          Outcome.refuse(Reason.REPLAYED_DPOP_PROOF, "the proof's jti was used before");
      case FULL -> Outcome.refuse(Reason.FULL_HOUSE, "no room to remember another proof's jti");
    };
  }

  private static Denial denial(Fault fault) {
    return switch (fault) {
      case WRONG_NONCE ->
          Denial.of(Reason.USE_DPOP_NONCE, "the proof holds no nonce, or one that is over");
      case NOT_ONE,
          TOO_LONG,
          MALFORMED,
          WRONG_TYPE,
          WRONG_ALGORITHM,
          CRITICAL_EXTENSION,
          KEY_ELSEWHERE,
          BAD_KEY,
          BAD_SIGNATURE,
          MISSING_CLAIM,
          WRONG_METHOD,
          WRONG_URI,
          WRONG_TIME,
          WRONG_TOKEN ->
          Denial.of(Reason.INVALID_DPOP_PROOF, "the proof was rejected: " + fault);
    };
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
