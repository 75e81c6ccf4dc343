package io.mcpguard.upstream;

import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.RequestMeta;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What ties a stateless request to the session that it is made for: the run, which is that of every
 * call in the session, and the way to take the request back.
 */
public final class SessionTie {
  private final String run;
  private final AtomicReference<Optional<Runnable>> end = new AtomicReference<>(Optional.empty());
  private volatile boolean cancelled;

  /** To a session whose calls are of this run. */
  public SessionTie(String run) {
    this.run = run;
  }

  Conversation conversation() {
    return new Conversation(RequestMeta.REVISION, run);
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
