package io.mcpguard.authn;

import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * A caller whose access token holds for this resource: what the token says, and no more the token
 * itself. Only {@link BearerAuthentication} makes one.
 */
public final class Authenticated {
  private final String user;
  private final String clientId;
  private final String grantId;
  private final String resource;
  private final Scopes scopes;
  private final Login login;
  private final Instant expiresAt;

  Authenticated(
      String user,
      String clientId,
      String grantId,
      String resource,
      Scopes scopes,
      Login login,
      Instant expiresAt) {
    this.user = user;
    this.clientId = clientId;
    this.grantId = grantId;
    this.resource = resource;
    this.scopes = scopes;
    this.login = login;
    this.expiresAt = expiresAt;
  }

  /** {@code sub}: the user. */
  public String user() {
    return user;
  }

  /** {@code client_id}: the agent. */
  public String clientId() {
    return clientId;
  }

  /** Names the user's consent that the token stands on; see {@link GrantSource}. */
  public String grantId() {
    return grantId;
  }

  /** The resource that the token was presented to and is good for. */
  public String resource() {
    return resource;
  }

  /** {@code scope}. */
  public Scopes scopes() {
    return scopes;
  }

  /** How the user logged in. */
  public Login login() {
    return login;
  }

  /** How the agent showed who it is. */
  public String method() {
    return "bearer";
  }

  /** The first instant at which the token is no longer good. */
  public Instant expiresAt() {
    return expiresAt;
  }
}
