package io.mcpguard.authn;

import io.mcpguard.identity.AgentIdentity;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * A caller whose access token holds for this resource, and who proved to hold the key that the
 * token is bound to, where it is bound to one; or the local user who launched the guard. Only
 * {@link Authentication} and {@link LocalCallers} make one.
 */
public final class Authenticated {
  private final AccessToken token;
  private final ContentDigest content;

  Authenticated(AccessToken token, ContentDigest content) {
    this.token = token;
    this.content = content;
  }

  /** What the token says: the same object for every request with the same token. */
  public AccessToken token() {
    return token;
  }

  /** What the proof of this request says of its body, which was not read yet. */
  public ContentDigest content() {
    return content;
  }

  /** What stands for the user's consent. */
  public GrantSource source() {
    return token.source();
  }

  /** {@code sub}: the user. */
  public String user() {
    return token.user();
  }

  /** {@code client_id}: the agent. */
  public String clientId() {
    return token.clientId();
  }

  /** Names the user's consent that the token stands on; see {@link GrantSource}. */
  public String grantId() {
    return token.grantId();
  }

  /** The resource that the token was presented to and is good for. */
  public String resource() {
    return token.resource();
  }

  /** {@code scope}. */
  public Scopes scopes() {
    return token.scopes();
  }

  /** How the user logged in. */
  public Login login() {
    return token.login();
  }

  /** What ties the token to the agent. */
  public KeyBinding binding() {
    return token.binding();
  }

  /** How the agent showed who it is. */
  public String method() {
    return switch (token.source()) {
      case RECORDED, TOKEN -> token.binding().method();
      case LAUNCH -> AgentIdentity.STDIO;
    };
  }

  /** The run of whatever carries no other. */
  public String run() {
    return token.run();
  }

  /** The first instant at which the token is no longer good. */
  public Instant expiresAt() {
    return token.expiresAt();
  }
}
