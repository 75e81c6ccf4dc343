package io.mcpguard.delegation;

import io.mcpguard.agents.Agent;
import io.mcpguard.authn.ContentDigest;
import io.mcpguard.identity.Principal;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.TraceParent;
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
  private final Head head;

  /** What the head of one request says, beside who makes it. */
  private record Head(ContentDigest body, PresentedParent parent, TraceParent trace) {
    private static final Head SILENT =
        new Head(ContentDigest.unsaid(), PresentedParent.none(), TraceParent.none());
  }

  Delegated(
      Principal principal,
      Agent agent,
      Grant grant,
      Scopes held,
      Scopes grantable,
      Instant expiresAt,
      Lineage around) {
    this(principal, agent, grant, held, grantable, expiresAt, around, Head.SILENT);
  }

  private Delegated(
      Principal principal,
      Agent agent,
      Grant grant,
      Scopes held,
      Scopes grantable,
      Instant expiresAt,
      Lineage around,
      Head head) {
    this.principal = principal;
    this.agent = agent;
    this.grant = grant;
    this.held = held;
    this.grantable = grantable;
    this.expiresAt = expiresAt;
    this.around = around;
    this.head = head;
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
    return head.body();
  }

  /** This, in a request whose proof says this of its body. */
  Delegated sending(ContentDigest body) {
    return body == head.body() ? this : in(new Head(body, head.parent(), head.trace()));
  }

  /**
   * This, in a request that hands on these assertions of the call that led to it; they are believed
   * by none but {@link Lineages}.
   *
   * @param tokens the value of each {@code Txn-Token} field line
   */
  public Delegated ledBy(List<String> tokens) {
    return tokens.isEmpty()
        ? this
        : in(new Head(head.body(), PresentedParent.of(tokens), head.trace()));
  }

  /** This, in a request whose head says that it belongs to this trace. */
  public Delegated tracedBy(TraceParent trace) {
    return trace.equals(head.trace()) ? this : in(new Head(head.body(), head.parent(), trace));
  }

  private Delegated in(Head said) {
    return new Delegated(principal, agent, grant, held, grantable, expiresAt, around, said);
  }

  /** The trace that the request's head claims; its body may claim another. */
  public TraceParent trace() {
    return head.trace();
  }

  /** What this request says led to it. */
  PresentedParent parent() {
    return head.parent();
  }

  /** This, whose calls come from there where they do not say otherwise. */
  public Delegated within(Lineage run) {
    return new Delegated(principal, agent, grant, held, grantable, expiresAt, run, head);
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
