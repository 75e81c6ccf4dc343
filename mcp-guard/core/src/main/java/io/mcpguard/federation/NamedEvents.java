package io.mcpguard.federation;

import io.mcpguard.upstream.EventSource;
import java.time.Duration;

/** One upstream's stream with the federated names in it. */
final class NamedEvents implements EventSource {
  private final EventSource events;
  private final Naming naming;

  NamedEvents(EventSource events, Naming naming) {
    this.events = events;
    this.naming = naming;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    return switch (events.next(atMost)) {
      case Event.Message message -> new Event.Message(naming.message(message.json()), message.id());
      case Event.Retry retry -> retry;
      case Event.Idle idle -> idle;
      case Event.End end -> end;
    };
  }

  @Override
  public void close() {
    events.close();
  }
}
