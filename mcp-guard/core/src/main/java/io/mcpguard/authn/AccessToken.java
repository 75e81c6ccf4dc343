package io.mcpguard.authn;

import io.mcpguard.identity.KeyBinding;
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * What a verified access token says, and no more the token itself; or what is known in its place of
 * a caller who needs none. Requests with the same token share one, so it is compared by identity.
 * Only {@link AccessTokens} and {@link LocalCallers} make one.
 */
public final class AccessToken {
  private final GrantSource source;
  private final String user;
  private final String clientId;
  private final String grantId;
  private final String resource;
  private final Scopes scopes;
  private final Login login;
  private final KeyBinding binding;
  private final Instant expiresAt;
  private final String run;

  AccessToken(
      GrantSource source,
      String user,
      String clientId,
      String grantId,
      String resource,
      Scopes scopes,
      Login login,
      KeyBinding binding,
      Instant expiresAt,
      String run) {
    this.source = source;
    this.user = user;
    this.clientId = clientId;
    this.grantId = grantId;
    this.resource = resource;
    this.scopes = scopes;
    this.login = login;
    this.binding = binding;
    this.expiresAt = expiresAt;
    this.run = run;
  }

  GrantSource source() {
    return source;
  }

  String user() {
    return user;
  }

  String clientId() {
    return clientId;
  }

  String grantId() {
    return grantId;
  }

  String resource() {
    return resource;
  }

  Scopes scopes() {
    return scopes;
  }

  Login login() {
    return login;
  }

  KeyBinding binding() {
    return binding;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  /** Names the use of this token; nobody can make the token of it. */
  String run() {
    return run;
  }
}
