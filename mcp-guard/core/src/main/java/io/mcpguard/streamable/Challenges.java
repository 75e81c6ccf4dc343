package io.mcpguard.streamable;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Challenge;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code WWW-Authenticate} challenge that goes with a refusal (RFC 6750 §3, RFC 9728 §5.1):
 * where to learn how to log in, and for what.
 */
public final class Challenges {
  private final URI publicUrl;
  private final Function<Upstream, Scopes> defaultScope;

  /**
   * Challenges that lead to the resource metadata under {@code publicUrl}.
   *
   * @param defaultScope what to ask for at an upstream; it may be empty
   */
  public Challenges(URI publicUrl, Function<Upstream, Scopes> defaultScope) {
    this.publicUrl = publicUrl;
    this.defaultScope = defaultScope;
  }

  /** For a refusal before the caller is known. */
  Optional<Challenge> atTheDoor(Denial denial, Upstream upstream) {
    if (denial.reason().httpStatus() != 401) {
      return Optional.empty();
    }
    Challenge challenge = Challenge.bearer();
    if (denial.reason() != Reason.MISSING_TOKEN) {
      challenge = challenge.error(Challenge.ErrorCode.INVALID_TOKEN);
    }
    challenge = challenge.resourceMetadata(metadata(upstream));
    Scopes scope = defaultScope.apply(upstream);
    return Optional.of(scope.isEmpty() ? challenge : challenge.scope(scope));
  }

  /** For a refusal of a known caller; a step-up names all that the call needs. */
  Optional<Challenge> within(Denial denial, Upstream upstream) {
    return switch (denial.cure()) {
      case Cure.Scope scope ->
          Optional.of(
              Challenge.bearer()
                  .error(Challenge.ErrorCode.INSUFFICIENT_SCOPE)
                  .resourceMetadata(metadata(upstream))
                  .scope(Scopes.of(scope.needed())));
      case Cure.Login login -> atTheDoor(denial, upstream);
      case Cure.None none -> atTheDoor(denial, upstream);
      case Cure.Revision revision -> Optional.empty();
      case Cure.Wait wait -> Optional.empty();
    };
  }

  private URI metadata(Upstream upstream) {
    return publicUrl.resolve(
        "/.well-known/oauth-protected-resource" + URI.create(upstream.resource()).getRawPath());
  }
}
