package io.mcpguard.authn;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.oauth.BearerToken;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Credentials;
import io.mcpguard.oauth.DpopToken;
import io.mcpguard.oauth.Presentation;
import java.time.InstantSource;
import java.util.List;

/**
 * Authenticates callers by access token: of scheme {@code Bearer} (RFC 6750), or of scheme {@code
 * DPoP} with a proof of the key that the token is bound to (RFC 9449 §7.1).
 *
 * <p>The attacker has got hold of a token. One that is bound to a key is worth nothing without the
 * key, under whichever scheme.
 */
public final class Authentication {
  private final AccessTokens tokens;
  private final PossessionProofs proofs;
  private final BoundTokens bound;

  /**
   * What access tokens are held against.
   *
   * @param tokens believes tokens
   * @param source how a token names its grant
   * @param proofs believes proofs
   * @param bound whether tokens must be bound to a key
   */
  public record Rules(
      JwtVerifier tokens, GrantSource source, ProofVerifier proofs, BoundTokens bound) {}

  /** Takes what {@code rules} let pass; what was verified is remembered within {@code epoch}. */
  public Authentication(Rules rules, Epoch epoch, InstantSource clock) {
    this.tokens = new AccessTokens(rules.tokens(), rules.source(), epoch, clock);
    this.proofs = new PossessionProofs(rules.proofs(), clock);
    this.bound = rules.bound();
  }

  /** The caller behind what was presented, if it is good for {@code resource}. */
  public Outcome<Authenticated> authenticate(Presentation presented, String resource) {
    return authenticate(presented, List.of(resource), resource);
  }

  /**
   * The caller behind what was presented at a place that is no resource of its own, if it is good
   * for one of {@code resources}.
   *
   * @param resources at least one
   * @param uri the place, which a proof has to name
   */
  public Outcome<Authenticated> authenticate(
      Presentation presented, List<String> resources, String uri) {
    return switch (presented.credentials()) {
      case BearerToken bearer -> verify(bearer.reveal(), resources).then(this::bearer);
      case DpopToken dpop ->
          verify(dpop.reveal(), resources).then(token -> proofs.prove(token, dpop, presented, uri));
      case Credentials.None none ->
          Outcome.refuse(Reason.MISSING_TOKEN, "the request has no Authorization header");
      case Credentials.Malformed malformed ->
          Outcome.refuse(Reason.INVALID_TOKEN, "the Authorization header is not one access token");
    };
  }

  /** Only a token that is good but for its audience is held against the next resource. */
  private Outcome<AccessToken> verify(String token, List<String> resources) {
    Outcome<AccessToken> verdict = tokens.verify(token, resources.getFirst());
    for (String resource : resources.subList(1, resources.size())) {
      if (!(verdict instanceof Refused<AccessToken>(Denial denial))
          || denial.reason() != Reason.WRONG_AUDIENCE) {
        return verdict;
      }
      verdict = tokens.verify(token, resource);
    }
    return verdict;
  }

  /** RFC 9449 §7.2: a bound token must not pass as a bearer token. */
  private Outcome<Authenticated> bearer(AccessToken token) {
    return switch (token.binding()) {
      case KeyBinding.Dpop key ->
          Outcome.refuse(
              Reason.KEY_BOUND_TOKEN, "an access token bound to a key was presented as Bearer");
      case KeyBinding.None none ->
          switch (bound) {
            case OPTIONAL -> Outcome.proceed(new Authenticated(token, ContentDigest.unsaid()));
            case REQUIRED ->
                Outcome.refuse(
                    Reason.KEY_BINDING_REQUIRED,
                    "the access token is bound to no key, and bound ones are required");
          };
    };
  }
}
