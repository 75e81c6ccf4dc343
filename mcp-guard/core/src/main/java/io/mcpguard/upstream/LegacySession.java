package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session of the revisions before 2026-07-28: a wrapper that lends each request what a stateless
 * one brings by itself. It belongs to one user and one agent.
 */
public final class LegacySession extends Dialogue {
  private final KeptSessions.Issued issued;
  private final String owner;
  private final Delegated opener;
  private final AtomicBoolean told = new AtomicBoolean();

  LegacySession(
      KeptSessions.Issued issued,
      Conversation conversation,
      Delegated opener,
      AgentShare share,
      Upstream upstream,
      SessionLink link) {
    super(share, share.calls(), upstream, conversation, link);
    this.issued = issued;
    this.opener = opener;
    this.owner = owner(opener);
  }

  /** The id that the client carries in {@code Mcp-Session-Id}. */
  public String id() {
    return issued.id();
  }

  /** Whether the upstream gave the session no id, and so keeps none. */
  public boolean isNameless() {
    return ticket().standing() instanceof SessionTickets.Standing.AtUpstream(String id)
        && id.isEmpty();
  }

  /** What the id says. */
  SessionTickets.Ticket ticket() {
    return issued.ticket();
  }

  /** The caller as it was when the session was opened. */
  Delegated opener() {
    return opener;
  }

  /** Possession of the id is no authentication: the session must be this caller's own. */
  boolean belongsTo(Delegated caller, Upstream at) {
    return owner.equals(owner(caller)) && upstream().name().equals(at.name());
  }

  /** Leaving is no cancelling before 2026-07-28, so how the call ended is not known. */
  @Override
  Status whenLeft() {
    return Status.UNKNOWN;
  }

  /** An error is an answer like any other before 2026-07-28. */
  @Override
  int status(int upstreamStatus) {
    return 200;
  }

  /**
   * Ends the session: its streams close and what was open ends unseen, at once; the upstream is
   * told on a thread of its own, because it may take its time.
   */
  Thread end() {
    shut();
    return Thread.ofVirtual().name("farewell").start(this::tell);
  }

  /** The same, and the upstream is told before this returns. */
  void endNow() {
    shut();
    tell();
  }

  /** Its streams close and what was open ends, but elsewhere it can go on. */
  void suspend() {
    if (ticket().standing() instanceof SessionTickets.Standing.AtUpstream) {
      told.set(true);
    }
    shut();
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      link().close();
    }
  }

  static String owner(Delegated caller) {
    return caller.principal().user() + "\n" + caller.principal().agent().clientId();
  }
}
