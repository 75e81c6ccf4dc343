package io.mcpguard.streamable;

import io.mcpguard.bridge.SubscriptionText;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.EventSource;
import java.time.Duration;

/**
 * The stream of a subscription, which the guard answers when it stops: that is the subscription's
 * graceful end (2026-07-28, patterns/subscriptions), and the client subscribes again.
 */
final class EndingSubscription implements EventSource {
  /** The longest slice of waiting, so that a guard that stops is noticed soon. */
  private static final Duration SLICE = Duration.ofMillis(500);

  private final EventSource events;
  private final RequestId id;
  private final Drain drain;
  private State state = State.NEW;

  private enum State {
    NEW,
    /** "The server MUST send notifications/subscriptions/acknowledged" before anything else. */
    ACKNOWLEDGED,
    ANSWERED
  }

  /** What {@code events} tell the subscription made by the request {@code id}. */
  EndingSubscription(EventSource events, RequestId id, Drain drain) {
    this.events = events;
    this.id = id;
    this.drain = drain;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    while (true) {
      if (state == State.ANSWERED) {
        return new Event.End();
      }
      Duration wait = patience.left();
      Event event = events.next(wait.compareTo(SLICE) < 0 ? wait : SLICE);
      if (event instanceof Event.End) {
        return event;
      }
      if (state == State.ACKNOWLEDGED && drain.hasBegun()) {
        state = State.ANSWERED;
        return new Event.Message(SubscriptionText.ended(id), "");
      }
      if (event instanceof Event.Message) {
        state = State.ACKNOWLEDGED;
      }
      if (!(event instanceof Event.Idle) || patience.isOver()) {
        return event;
      }
    }
  }

  @Override
  public void close() {
    events.close();
  }
}
