package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The place of a session that is kept elsewhere: it counts, expires and ends as the guard's own do.
 */
public final class SessionPlace {
  private final KeptSessions.Issued issued;
  private final Keeping keeping;
  private final Delegated opener;
  private final AgentShare share;
  private final Upstream upstream;
  private final AtomicReference<Runnable> farewell = new AtomicReference<>(Farewell.NOT_YET);

  /** What there is to do at the end while nobody has said it. */
  private enum Farewell implements Runnable {
    NOT_YET,
    SAID;

    @Override
    public void run() {}
  }

  SessionPlace(
      KeptSessions.Issued issued,
      Keeping keeping,
      Delegated opener,
      AgentShare share,
      Upstream upstream) {
    this.issued = issued;
    this.keeping = keeping;
    this.opener = opener;
    this.share = share;
    this.upstream = upstream;
  }

  /** The id that the client carries in {@code Mcp-Session-Id}. */
  public String id() {
    return issued.id();
  }

  /** The revision that was negotiated, and the run of every call in the session. */
  public Conversation conversation() {
    return issued.conversation();
  }

  /** What the id says. */
  SessionTickets.Ticket ticket() {
    return issued.ticket();
  }

  /** Keeps what the session needs when it goes on, maybe in another process. */
  public void keep(Supplier<String> state) {
    keeping.keep(state);
  }

  /** Does {@code end} once the place is lost, whatever the cause; at once where it is already. */
  public void whenLost(Runnable end) {
    if (!farewell.compareAndSet(Farewell.NOT_YET, end)) {
      end.run();
    }
  }

  /** The caller as it was when the session was opened. */
  Delegated opener() {
    return opener;
  }

  AgentShare share() {
    return share;
  }

  boolean belongsTo(Delegated caller, Upstream at) {
    return LegacySession.owner(opener).equals(LegacySession.owner(caller))
        && upstream.name().equals(at.name());
  }

  /** Nobody has it any more. */
  void lost() {
    farewell.getAndSet(Farewell.SAID).run();
  }
}
