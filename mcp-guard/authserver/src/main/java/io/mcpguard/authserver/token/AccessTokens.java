package io.mcpguard.authserver.token;

import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.delegation.Grant;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Issues access tokens (RFC 9068 §2): never for longer than the grant. */
final class AccessTokens {
  private final URI issuer;
  private final JwtSigner signer;
  private final Duration life;
  private final InstantSource clock;
  private final SecureRandom random;

  AccessTokens(
      URI issuer, SigningKeys keys, Duration life, InstantSource clock, SecureRandom random) {
    this.issuer = issuer;
    this.signer = new JwtSigner(keys, "at+jwt");
    this.life = life;
    this.clock = clock;
    this.random = random;
  }

  /**
   * An access token.
   *
   * @param type its {@code token_type} (RFC 6749 §7.1, RFC 9449 §5)
   */
  record Issued(String token, String type, Duration life) {}

  Issued issue(Grant grant, Scopes scopes, Authentication authentication, KeyBinding key) {
    Instant now = clock.instant();
    Instant end = now.plus(life).isBefore(grant.endsAt()) ? now.plus(life) : grant.endsAt();
    var claims =
        new HashMap<String, Object>(
            Map.ofEntries(
                Map.entry("iss", issuer.toString()),
                Map.entry("sub", grant.user()),
                Map.entry("aud", grant.resource()),
                Map.entry("client_id", grant.clientId()),
                Map.entry("scope", scopes.toString()),
                Map.entry("iat", Date.from(now)),
                Map.entry("exp", Date.from(end)),
                Map.entry("jti", Secrets.id(random)),
                Map.entry("grant_id", grant.id()),
                Map.entry("auth_time", authentication.at().getEpochSecond()),
                Map.entry("amr", List.of(authentication.method()))));
    // RFC 9449 §6.1
    switch (key) {
      case KeyBinding.None none -> {}
      case KeyBinding.Dpop(String thumbprint) -> claims.put("cnf", Map.of("jkt", thumbprint));
    }
    return new Issued(signer.sign(claims), type(key), Duration.between(now, end));
  }

  private static String type(KeyBinding key) {
    return switch (key) {
      case KeyBinding.None none -> "Bearer";
      case KeyBinding.Dpop dpop -> "DPoP";
    };
  }
}
