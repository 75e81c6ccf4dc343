package io.mcpguard.authserver.token;

import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.delegation.Grant;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
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

  record Issued(String token, Duration life) {}

  Issued issue(Grant grant, Scopes scopes, Authentication authentication) {
    Instant now = clock.instant();
    Instant end = now.plus(life).isBefore(grant.endsAt()) ? now.plus(life) : grant.endsAt();
    String token =
        signer.sign(
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
    return new Issued(token, Duration.between(now, end));
  }
}
