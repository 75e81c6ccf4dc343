package io.mcpguard.delegation;

import io.mcpguard.agents.Agent;
import io.mcpguard.authn.ContentDigest;
import io.mcpguard.identity.Principal;
import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * A caller with a user behind it: what it holds now, and what a step-up could add. Only {@link
 * Delegation} makes one.
 */
public final class Delegated {
  private final Principal principal;
  private final Agent agent;
  private final Grant grant;
  private final Scopes held;
  private final Scopes grantable;
  private final Instant expiresAt;
  private final ContentDigest content;

  Delegated(
      Principal principal,
      Agent agent,
      Grant grant,
      Scopes held,
      Scopes grantable,
      Instant expiresAt,
      ContentDigest content) {
    this.principal = principal;
    this.agent = agent;
    this.grant = grant;
    this.held = held;
    this.grantable = grantable;
    this.expiresAt = expiresAt;
    this.content = content;
  }

  /** The user, and the agent instance that acts. */
  public Principal principal() {
    return principal;
  }

  /** The agent, as registered. */
  public Agent agent() {
    return agent;
  }

  /** The consent that this stands on. */
  public Grant grant() {
    return grant;
  }

  /** Entitlement ∩ grant ∩ token ∩ ceiling. */
  public Scopes held() {
    return held;
  }

  /** Entitlement ∩ ceiling: what the user could still grant to this agent. */
  public Scopes grantable() {
    return grantable;
  }

  /** Whether this may see what {@code other} may: on the same consent, with no less scope. */
  public boolean reachesAsFarAs(Delegated other) {
    return grant.id().equals(other.grant.id()) && held.covers(other.held);
  }

  /** What the caller's proof says of the body of this request. */
  public ContentDigest content() {
    return content;
  }

  /** This, in a request whose proof says this of its body. */
  Delegated sending(ContentDigest body) {
    return body == content
        ? this
        : new Delegated(principal, agent, grant, held, grantable, expiresAt, body);
  }

  /** The first instant at which the token or the grant is over. */
  public Instant expiresAt() {
    return expiresAt;
  }
}
