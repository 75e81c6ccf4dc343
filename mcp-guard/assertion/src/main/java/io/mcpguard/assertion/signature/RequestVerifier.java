package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.ReplayStore;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Verifies that the guard sent exactly this request: method, target, content and credential. The
 * first check that fails decides. Safe for use by several threads.
 *
 * <p>Attacker: reaches the server, or sits between guard and server past the end of TLS; may alter,
 * repeat, redirect and invent requests, and knows every public key.
 */
public final class RequestVerifier {
  private static final Duration MOST_LIFETIME = Duration.ofSeconds(60);
  private static final Set<String> PARAMETERS =
      Set.of("created", "expires", "nonce", "alg", "keyid", "tag");

  /** 128 bits or more in base64url. */
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,64}");

  /** Apart from the transactions of assertions, which may be remembered in the same store. */
  private static final String REMEMBERED_AS = "signature:";

  private final SignatureRules rules;
  private final SignatureCheck check;
  private final ReplayStore store;
  private final InstantSource clock;

  public RequestVerifier(
      SignatureRules rules, KeySource keys, ReplayStore store, InstantSource clock) {
    this.rules = rules;
    this.check = new SignatureCheck(rules, keys);
    this.store = store;
    this.clock = clock;
  }

  /**
   * Admits a request and uses up its signature.
   *
   * @throws SignatureRejected when the request must not be served
   */
  public RequestSignature admit(RequestMessage request) throws SignatureRejected {
    PresentedSignature presented = PresentedSignature.find(request.fields(), RequestSigner.TAG);
    if (request.fields().lines("authorization").size() > 1) {
      throw new SignatureRejected(Reason.MALFORMED_FIELD);
    }
    presented.requireParametersOf(PARAMETERS);
    RequestSignature signature = read(presented);
    presented.requireComponents(RequestProfile.components(request));
    Instant now = clock.instant();
    check.require(presented, component -> RequestProfile.value(request, component), now);
    times(signature, now);
    ContentDigest.require(request.fields(), request.content());
    use(signature, now);
    return signature;
  }

  private static RequestSignature read(PresentedSignature presented) throws SignatureRejected {
    String nonce = presented.text("nonce");
    if (!NONCE.matcher(nonce).matches()) {
      throw new SignatureRejected(Reason.BAD_PARAMETER);
    }
    return new RequestSignature(
        presented.text("keyid"), nonce, presented.seconds("created"), presented.seconds("expires"));
  }

  private void times(RequestSignature signature, Instant now) throws SignatureRejected {
    Duration lifetime = Duration.between(signature.created(), signature.expires());
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MOST_LIFETIME) > 0) {
      throw new SignatureRejected(Reason.LIFETIME_TOO_LONG);
    }
    if (!now.minus(rules.leeway()).isBefore(signature.expires())) {
      throw new SignatureRejected(Reason.EXPIRED);
    }
    if (signature.created().isAfter(now.plus(rules.leeway()))) {
      throw new SignatureRejected(Reason.NOT_YET_VALID);
    }
  }

  private void use(RequestSignature signature, Instant now) throws SignatureRejected {
    // As long as any verifier takes it: others with more leeway may share the store.
    Instant keepUntil = signature.expires().plus(SignatureRules.MOST_LEEWAY);
    switch (store.claim(REMEMBERED_AS + signature.nonce(), signature.created(), keepUntil, now)) {
      case FIRST -> {}
      case SEEN -> throw new SignatureRejected(Reason.REPLAYED);
      case FULL -> throw new SignatureRejected(Reason.REPLAY_STORE_FULL);
      case UNREACHABLE -> throw new SignatureRejected(Reason.REPLAY_STORE_UNREACHABLE);
      case BEFORE_START -> throw new SignatureRejected(Reason.ISSUED_BEFORE_START);
      case EXPIRED -> throw new SignatureRejected(Reason.EXPIRED);
    }
  }
}
