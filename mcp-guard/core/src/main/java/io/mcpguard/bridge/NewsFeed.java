package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One {@code subscriptions/listen} that the server acknowledged, read by a thread of its own. */
final class NewsFeed implements AutoCloseable {
  /** "The first message MUST be …" (2026-07-28, basic/patterns/subscriptions). */
  private static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  private static final Duration TO_ACKNOWLEDGE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** As long as a feed goes on whose place another has taken. */
  private static final Duration TO_RETIRE = Duration.ofSeconds(5);

  private static final Set<String> NEWS =
      Set.of(
          "notifications/prompts/list_changed",
          "notifications/resources/list_changed",
          "notifications/resources/updated",
          "notifications/tools/list_changed");

  private final EventSource events;
  private final Set<String> honoured;
  private final Outbox outbox;
  private volatile Optional<Deadline> retirement = Optional.empty();
  private volatile boolean over;

  private NewsFeed(EventSource events, Set<String> honoured, Outbox outbox) {
    this.events = events;
    this.honoured = honoured;
    this.outbox = outbox;
  }

  /** Waits for the acknowledgment; empty, and the stream closed, when none comes. */
  static Optional<NewsFeed> begun(EventSource events, Outbox outbox) throws InterruptedException {
    Deadline deadline = Deadline.in(TO_ACKNOWLEDGE);
    while (!deadline.isOver()) {
      switch (events.next(deadline.left())) {
        case Event.Message message -> {
          if (ServerMessage.read(message.json()) instanceof ServerMessage.Notified notified
              && notified.method().equals(ACKNOWLEDGED)) {
            NewsFeed feed = new NewsFeed(events, resources(notified.root()), outbox);
            Thread.ofVirtual().name("session-news").start(feed::read);
            return Optional.of(feed);
          }
          events.close();
          return Optional.empty();
        }
        case Event.Retry retry -> {}
        case Event.Idle idle -> {}
        case Event.End end -> {
          return Optional.empty();
        }
      }
    }
    events.close();
    return Optional.empty();
  }

  private static Set<String> resources(JsonObject message) {
    List<JsonValue> uris =
        message
            .object("params")
            .flatMap(params -> params.object("notifications"))
            .flatMap(honoured -> honoured.array("resourceSubscriptions"))
            .map(JsonArray::values)
            .orElse(List.of());
    return uris.stream()
        .filter(JsonString.class::isInstance)
        .map(uri -> ((JsonString) uri).value())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the server said that it will tell of this resource. */
  boolean honours(String uri) {
    return honoured.contains(uri);
  }

  /** Whether nothing more will come. */
  boolean isOver() {
    return over;
  }

  private void read() {
    try (events) {
      while (!over) {
        switch (events.next(LOOK)) {
          case Event.Message message -> told(message.json());
          case Event.Retry retry -> {}
          case Event.Idle idle -> over |= retirement.isPresent();
          case Event.End end -> over = true;
        }
        over |= retirement.filter(Deadline::isOver).isPresent();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      over = true;
      outbox.wake();
    }
  }

  private void told(byte[] json) {
    if (ServerMessage.read(json) instanceof ServerMessage.Notified notified
        && NEWS.contains(notified.method())) {
      outbox.put(SessionAnswers.translated(notified));
    }
  }

  /** Ends it once it has nothing more to say: what was told before must not get lost. */
  void retire() {
    retirement = Optional.of(Deadline.in(TO_RETIRE));
  }

  /** Ends it; what came before is still in the outbox. */
  @Override
  public void close() {
    over = true;
    events.close();
  }
}
