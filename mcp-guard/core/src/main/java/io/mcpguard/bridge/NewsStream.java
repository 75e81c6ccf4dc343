package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.upstream.EventSource;
import java.time.Duration;
import java.util.Optional;

/** The client's stream of what belongs to no request: one at a time, the newest. */
final class NewsStream implements EventSource, Outbox.Reader {
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
  public boolean isCurrent() {
    return news.isReadBy(this);
  }

  @Override
  public boolean expectsMore() {
    return !news.isSilent();
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Optional<byte[]> message = news.outbox().next(this, atMost);
    if (message.isPresent()) {
      return new Event.Message(message.get(), "");
    }
    return isCurrent() && expectsMore() ? new Event.Idle() : new Event.End();
  }

  @Override
  public void close() {
    news.left(this);
  }
}
