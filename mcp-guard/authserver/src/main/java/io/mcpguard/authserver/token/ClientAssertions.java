package io.mcpguard.authserver.token;

import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtVerdict;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.VerificationKeys;
import io.mcpguard.jose.VerifiedJwt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * Client assertions (RFC 7523 §3): signed by a key of the client, from and about the client, for
 * us, short-lived, and taken once.
 */
public final class ClientAssertions {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
  private static final long MOST_REMEMBERED = 100_000;

  private final Remembered<String, UUID> seen =
      Remembered.afterWrite(MOST_REMEMBERED, LONGEST_LIFE.plusMinutes(2));
  private final List<String> audiences;
  private final Providers providers;
  private final InstantSource clock;

  public ClientAssertions(
      AuthorizationServerSettings settings, Providers providers, InstantSource clock) {
    // RFC 7523 §3 lets a client name the token endpoint; its successor asks for the issuer.
    this.audiences = List.of(settings.issuer().toString(), settings.at("/oauth/token").toString());
    this.providers = providers;
    this.clock = clock;
  }

  boolean verify(String clientId, String jwks, String assertion) {
    var verifier =
        new JwtVerifier(
            JwtRules.clientAssertion(clientId),
            VerificationKeys.parseAllowingMissingId(jwks),
            providers,
            clock);
    return audiences.stream()
        .map(audience -> verifier.verify(assertion, audience))
        .filter(VerifiedJwt.class::isInstance)
        .findFirst()
        .filter(verdict -> isFirstOf(clientId, verdict))
        .isPresent();
  }

  private boolean isFirstOf(String clientId, JwtVerdict verdict) {
    if (!(verdict instanceof VerifiedJwt jwt)
        || !jwt.subject().equals(clientId)
        || jwt.expiresAt().isAfter(clock.instant().plus(LONGEST_LIFE))) {
      return false;
    }
    var mine = UUID.randomUUID();
    return seen.findOrMake(clientId + " " + jwt.string("jti").orElse(""), absent -> mine)
        .equals(mine);
  }
}
