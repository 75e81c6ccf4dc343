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

  /** So many of the news that wait when the guard stops are told still. */
  private static final int MOST_LAST_NEWS = 64;

  private final EventSource events;
  private final RequestId id;
  private final Drain drain;
  private State state = State.NEW;
  private int lastNews = MOST_LAST_NEWS;

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
    while (state != State.ANSWERED) {
      if (state == State.ACKNOWLEDGED && drain.hasBegun()) {
        return last();
      }
      Duration wait = patience.left();
      Event event = events.next(wait.compareTo(SLICE) < 0 ? wait : SLICE);
      if (event instanceof Event.Message) {
        state = State.ACKNOWLEDGED;
      }
      if (!(event instanceof Event.Idle) || patience.isOver()) {
        return event;
      }
    }
    return new Event.End();
  }

  /** What was told before the end is not lost with it. */
  private Event last() throws InterruptedException {
    if (lastNews > 0) {
      lastNews--;
      switch (events.next(Duration.ZERO)) {
        case Event.Message waiting -> {
          return waiting;
        }
        case Event.End end -> {
          return end;
        }
        case Event.Retry retry -> {}
        case Event.Idle idle -> {}
      }
    }
    state = State.ANSWERED;
    return new Event.Message(SubscriptionText.ended(id), "");
  }

  @Override
  public void close() {
    events.close();
  }
}
