package io.mcpguard.streamable;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Challenge;
import io.mcpguard.oauth.Scheme;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code WWW-Authenticate} challenge that goes with a refusal (RFC 6750 §3, RFC 9449 §7.1, RFC
 * 9728 §5.1): where to learn how to log in, and for what.
 */
public final class Challenges {
  private final URI publicUrl;
  private final BoundTokens bound;
  private final Function<Upstream, Scopes> defaultScope;

  /**
   * Challenges that lead to the resource metadata under {@code publicUrl}.
   *
   * @param bound whether a bearer token would be taken
   * @param defaultScope what to ask for at an upstream; it may be empty
   */
  public Challenges(URI publicUrl, BoundTokens bound, Function<Upstream, Scopes> defaultScope) {
    this.publicUrl = publicUrl;
    this.bound = bound;
    this.defaultScope = defaultScope;
  }

  /** For a refusal before the caller is known, of a request that used {@code scheme}. */
  List<Challenge> atTheDoor(Denial denial, Upstream upstream, Scheme scheme) {
    if (denial.reason().httpStatus() != 401) {
      return List.of();
    }
    Scopes scope = defaultScope.apply(upstream);
    return schemes(scheme).stream()
        .map(challenge -> error(denial.reason()).map(challenge::error).orElse(challenge))
        .map(challenge -> challenge.resourceMetadata(metadata(upstream)))
        .map(challenge -> scope.isEmpty() ? challenge : challenge.scope(scope))
        .toList();
  }

  /** For a refusal of a known caller; a step-up names all that the call needs. */
  List<Challenge> within(Denial denial, Upstream upstream, Scheme scheme) {
    return switch (denial.cure()) {
      case Cure.Scope scope ->
          List.of(
              of(scheme)
                  .error(Challenge.ErrorCode.INSUFFICIENT_SCOPE)
                  .resourceMetadata(metadata(upstream))
                  .scope(Scopes.of(scope.needed())));
      case Cure.Login login -> atTheDoor(denial, upstream, scheme);
      case Cure.None none -> atTheDoor(denial, upstream, scheme);
      case Cure.Revision revision -> List.of();
      case Cure.Extension extension -> List.of();
      case Cure.Wait wait -> List.of();
    };
  }

  /**
   * Who uses DPoP is told of DPoP alone; who does not, of both (RFC 9449 §7.2), the scheme first
   * that every client knows. Where no bearer token is taken nobody is told to get one.
   */
  private List<Challenge> schemes(Scheme used) {
    return switch (used) {
      case DPOP -> List.of(Challenge.dpop());
      case BEARER ->
          switch (bound) {
            case OPTIONAL -> List.of(Challenge.bearer(), Challenge.dpop());
            case REQUIRED -> List.of(Challenge.dpop());
          };
    };
  }

  private static Challenge of(Scheme scheme) {
    return switch (scheme) {
      case DPOP -> Challenge.dpop();
      case BEARER -> Challenge.bearer();
    };
  }

  /** A request that presented nothing gets no error code (RFC 6750 §3.1). */
  private static Optional<Challenge.ErrorCode> error(Reason reason) {
    if (reason == Reason.MISSING_TOKEN) {
      return Optional.empty();
    }
    if (reason == Reason.USE_DPOP_NONCE) {
      return Optional.of(Challenge.ErrorCode.USE_DPOP_NONCE);
    }
    boolean proof = reason == Reason.INVALID_DPOP_PROOF || reason == Reason.REPLAYED_DPOP_PROOF;
    return Optional.of(
        proof ? Challenge.ErrorCode.INVALID_DPOP_PROOF : Challenge.ErrorCode.INVALID_TOKEN);
  }

  private URI metadata(Upstream upstream) {
    return publicUrl.resolve(
        "/.well-known/oauth-protected-resource" + URI.create(upstream.resource()).getRawPath());
  }
}
