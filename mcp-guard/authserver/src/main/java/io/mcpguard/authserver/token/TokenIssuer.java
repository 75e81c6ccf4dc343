package io.mcpguard.authserver.token;

import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.delegation.Grant;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.Scopes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Writes the pair of tokens for a grant. */
public final class TokenIssuer {
  private final AccessTokens access;
  private final RefreshTokens refresh;

  /**
   * Tokens of this issuer.
   *
   * @param keys the ring of the access tokens, no other
   * @param refreshKey an HmacSHA256 key that only this server has
   */
  public TokenIssuer(
      AuthorizationServerSettings settings,
      SigningKeys keys,
      SecretKey refreshKey,
      InstantSource clock,
      SecureRandom random) {
    this.access =
        new AccessTokens(settings.issuer(), keys, settings.lifetimes().access(), clock, random);
    this.refresh = new RefreshTokens(refreshKey);
  }

  /** The pair; the access token is bound to {@code key}, the refresh token as its family is. */
  Reply answer(Grant grant, Scopes scopes, RefreshFamily family, SenderKey key) {
    return TokenAnswers.tokens(
        access.issue(grant, scopes, family.authentication(), key.binding()),
        refresh.write(family.grantId(), family.generation()),
        scopes);
  }

  Optional<RefreshTokens.Read> read(String refreshToken) {
    return refresh.read(refreshToken);
  }
}
