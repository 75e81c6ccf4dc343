package io.mcpguard.stdio;

import io.mcpguard.bridge.ClientSession;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Refused;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a session hears of without having asked. A stream that ends is asked for again while
 * its session is open: nobody at the other end of a pipe could do so.
 */
final class SessionListener implements Runnable {
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final LocalCaller caller;
  private final ProcessSession session;
  private final String id;
  private final LineWriter out;
  private final CountDownLatch over;
  private String lastEventId = "";
  private Duration pause = FIRST_PAUSE;
  private Duration wanted = Duration.ZERO;

  /** What came of asking for the stream. */
  private enum Heard {
    SOMETHING,
    /** There is none, and there will be none. */
    NOTHING
  }

  /** Listens in the session of this id, until {@code over}. */
  SessionListener(
      LocalCaller caller, ProcessSession session, String id, LineWriter out, CountDownLatch over) {
    this.caller = caller;
    this.session = session;
    this.id = id;
    this.out = out;
    this.over = over;
  }

  @Override
  public void run() {
    try {
      while (listen() == Heard.SOMETHING && !over.await(millis(), TimeUnit.MILLISECONDS)) {
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(EventPump.LONGEST_PAUSE) < 0 ? longer : EventPump.LONGEST_PAUSE;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Our own pause, or the server's if that is longer. */
  private long millis() {
    return Math.max(pause.toMillis(), wanted.toMillis());
  }

  private Heard listen() throws InterruptedException {
    if (!(caller.now() instanceof Proceed<Delegated>(Delegated who))) {
      return Heard.NOTHING;
    }
    return switch (session.find(who, id)) {
      case Refused<ClientSession> gone -> Heard.NOTHING;
      case Proceed<ClientSession>(ClientSession open) -> {
        if (!(open.listen(who, lastEventId) instanceof Answer.Events stream)) {
          yield Heard.NOTHING;
        }
        write(stream.events());
        yield Heard.SOMETHING;
      }
    };
  }

  private void write(EventSource events) throws InterruptedException {
    try (events) {
      while (over.getCount() > 0) {
        switch (events.next(SLICE)) {
          case Event.Message message -> {
            pause = FIRST_PAUSE;
            lastEventId = message.id().isEmpty() ? lastEventId : message.id();
            if (message.json().length > 0) {
              out.write(message.json());
            }
          }
          case Event.Retry retry -> wanted = EventPump.bounded(retry);
          case Event.Idle idle -> {}
          case Event.End end -> {
            return;
          }
        }
      }
    }
  }
}
