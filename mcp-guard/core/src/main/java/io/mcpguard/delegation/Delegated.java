package io.mcpguard.delegation;

import io.mcpguard.agents.Agent;
import io.mcpguard.authn.ContentDigest;
import io.mcpguard.identity.Principal;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Lineage;
import java.time.Instant;
import java.util.List;

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
  private final Lineage around;
  private final ContentDigest content;
  private final PresentedParent parent;

  Delegated(
      Principal principal,
      Agent agent,
      Grant grant,
      Scopes held,
      Scopes grantable,
      Instant expiresAt,
      Lineage around) {
    this(
        principal,
        agent,
        grant,
        held,
        grantable,
        expiresAt,
        around,
        ContentDigest.unsaid(),
        PresentedParent.none());
  }

  private Delegated(
      Principal principal,
      Agent agent,
      Grant grant,
      Scopes held,
      Scopes grantable,
      Instant expiresAt,
      Lineage around,
      ContentDigest content,
      PresentedParent parent) {
    this.principal = principal;
    this.agent = agent;
    this.grant = grant;
    this.held = held;
    this.grantable = grantable;
    this.expiresAt = expiresAt;
    this.around = around;
    this.content = content;
    this.parent = parent;
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
    return body == content ? this : in(body, parent);
  }

  /**
   * This, in a request that hands on these assertions of the call that led to it; they are believed
   * by none but {@link Lineages}.
   *
   * @param tokens the value of each {@code Txn-Token} field line
   */
  public Delegated ledBy(List<String> tokens) {
    return tokens.isEmpty() ? this : in(content, PresentedParent.of(tokens));
  }

  private Delegated in(ContentDigest body, PresentedParent led) {
    return new Delegated(principal, agent, grant, held, grantable, expiresAt, around, body, led);
  }

  /** What this request says led to it. */
  PresentedParent parent() {
    return parent;
  }

  /** This, whose calls come from there where they do not say otherwise. */
  public Delegated within(Lineage run) {
    return new Delegated(principal, agent, grant, held, grantable, expiresAt, run, content, parent);
  }

  /** Where calls come from that do not say: from the use of the token. */
  Lineage around() {
    return around;
  }

  /** The first instant at which the token or the grant is over. */
  public Instant expiresAt() {
    return expiresAt;
  }
}
