package io.mcpguard.upstream;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.RunBinding;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What ties a stateless request to the session that it is made for: the run, which is that of every
 * call in the session, and the way to take the request back.
 */
public final class SessionTie {
  private volatile Conversation conversation;
  private final AtomicReference<Optional<Runnable>> end = new AtomicReference<>(Optional.empty());
  private volatile boolean cancelled;

  private SessionTie(Conversation conversation) {
    this.conversation = conversation;
  }

  /** To a session whose calls are of this run. */
  public static SessionTie toSession(String run) {
    return new SessionTie(Conversation.inSession(RequestMeta.REVISION, run));
  }

  /** To nothing: the request stands alone. */
  public static SessionTie alone() {
    return new SessionTie(Conversation.alone());
  }

  /** The caller, whose calls are then of the same run, whatever carries them on. */
  public Delegated of(Delegated caller) {
    return conversation.run().isEmpty() ? caller : caller.within(conversation.lineage());
  }

  Conversation conversation() {
    return conversation;
  }

  /** The next request of it goes on with this exchange; empty text where none is known. */
  public void goOnAfter(String exchange) {
    if (!exchange.isEmpty() && !conversation.run().isEmpty()) {
      Lineage line = conversation.lineage();
      conversation =
          new Conversation(
              conversation.revision(),
              new Lineage(
                  line.run(),
                  new RunBinding.Parent(),
                  new Lineage.Descent.Child(exchange, line.rootKind(), line.forebears())));
    }
  }

  /** Ties a request, the one before it being over; one that was cancelled already ends at once. */
  void tie(StatelessRequest now) {
    tie(now::cancel);
  }

  /** The same of one that something else ends. */
  public void tie(Runnable ending) {
    end.set(Optional.of(ending));
    if (cancelled) {
      ending.run();
    }
  }

  /** Whether its sender has taken it back. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Ends what is tied now or later, from any thread: it is recorded as cancelled. */
  public void cancel() {
    cancelled = true;
    end.get().ifPresent(Runnable::run);
  }
}
