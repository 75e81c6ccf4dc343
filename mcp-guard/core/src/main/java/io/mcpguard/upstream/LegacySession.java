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
  private final String id;
  private final String owner;
  private final Delegated opener;
  private final AtomicBoolean told = new AtomicBoolean();

  LegacySession(
      String id,
      Delegated opener,
      AgentShare share,
      Upstream upstream,
      Conversation conversation,
      SessionLink link) {
    super(share, share.calls(), upstream, conversation, link);
    this.id = id;
    this.opener = opener;
    this.owner = owner(opener);
  }

  /** The id that the client carries in {@code Mcp-Session-Id}. */
  public String id() {
    return id;
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

  private void tell() {
    if (told.compareAndSet(false, true)) {
      link().close();
    }
  }

  static String owner(Delegated caller) {
    return caller.principal().user() + "\n" + caller.principal().agent().clientId();
  }
}
