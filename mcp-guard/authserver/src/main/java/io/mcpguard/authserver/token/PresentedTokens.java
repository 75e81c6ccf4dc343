package io.mcpguard.authserver.token;

import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.authserver.settings.Resources;
import io.mcpguard.delegation.Grant;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.VerifiedJwt;
import java.util.Optional;

/** Finds the living grant behind a token that a client shows, whichever kind it is. */
public final class PresentedTokens {
  private final Resources resources;
  private final JwtVerifier verifier;
  private final TokenIssuer issuer;
  private final LivingGrants grants;

  public PresentedTokens(
      Resources resources, JwtVerifier verifier, TokenIssuer issuer, LivingGrants grants) {
    this.resources = resources;
    this.verifier = verifier;
    this.issuer = issuer;
    this.grants = grants;
  }

  /** The grant of a refresh token or an access token, if it holds and was given to this client. */
  Optional<Grant> grantOf(String token, String clientId) {
    return issuer
        .read(token)
        .map(RefreshTokens.Read::grantId)
        .or(() -> accessToken(token).flatMap(jwt -> jwt.string("grant_id")))
        .flatMap(grantId -> grants.find(grantId, clientId));
  }

  /** The claims, if it is an access token of ours for one of our resources that has not expired. */
  Optional<VerifiedJwt> accessToken(String token) {
    return resources.all().stream()
        .map(ProtectedResource::uri)
        .map(resource -> verifier.verify(token, resource.toString()))
        .filter(VerifiedJwt.class::isInstance)
        .map(VerifiedJwt.class::cast)
        .findFirst();
  }
}
