package io.mcpguard.stdio;

import io.mcpguard.bridge.ClientSession;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
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

  /** What is not cured by asking again. */
  private static final Set<Reason> LASTING =
      EnumSet.of(
          Reason.AGENT_REVOKED,
          Reason.GRANT_REVOKED,
          Reason.MISSING_SESSION,
          Reason.UNKNOWN_SESSION,
          Reason.METHOD_NOT_ALLOWED,
          Reason.METHOD_NOT_FOUND);

  /** What came of asking for the stream. */
  private enum Heard {
    /** It came, or may come another time. */
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
    return switch (caller.now()) {
      case Refused<Delegated>(Denial denial) -> after(denial);
      case Proceed<Delegated>(Delegated who) -> listen(who);
    };
  }

  private Heard listen(Delegated who) throws InterruptedException {
    return switch (session.find(who, id)) {
      case Refused<ClientSession>(Denial denial) -> after(denial);
      case Proceed<ClientSession>(ClientSession open) ->
          switch (open.listen(who, lastEventId)) {
            case Answer.Events stream -> {
              write(stream.events());
              yield Heard.SOMETHING;
            }
            case Answer.NoStream none -> after(none.denial());
            case Answer.Denied denied -> after(denied.denial());
            case Answer.Message message -> Heard.NOTHING;
            case Answer.Opened opened -> Heard.NOTHING;
            case Answer.Accepted accepted -> Heard.NOTHING;
            case Answer.Ended ended -> Heard.NOTHING;
            case Answer.Dropped dropped -> Heard.NOTHING;
          };
    };
  }

  /** As many streams as may be, an upstream that is down for a while: that passes. */
  private static Heard after(Denial denial) {
    return LASTING.contains(denial.reason()) ? Heard.NOTHING : Heard.SOMETHING;
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
