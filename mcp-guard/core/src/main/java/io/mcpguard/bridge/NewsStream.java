package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import java.time.Duration;
import java.util.Optional;

/** The client's stream of what belongs to no request: one at a time, the newest. */
final class NewsStream implements EventSource {
  private final SessionNews news;
  private final Delegated caller;

  NewsStream(SessionNews news, Delegated caller) {
    this.news = news;
    this.caller = caller;
  }

  /** Who reads. */
  Delegated caller() {
    return caller;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    while (news.isReadBy(this)) {
      Optional<byte[]> message = news.outbox().next(patience.left());
      if (message.isPresent()) {
        return new Event.Message(message.get(), "");
      }
      if (news.isSilent()) {
        return new Event.End();
      }
      if (patience.isOver()) {
        return new Event.Idle();
      }
    }
    return new Event.End();
  }

  @Override
  public void close() {
    news.left(this);
  }
}
