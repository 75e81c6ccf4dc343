package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The sessions over one child. To the child they are one client, so it is told what any of them
 * wants, and each hears what it wanted itself.
 */
final class Audience {
  private static final Duration TO_TELL = Duration.ofSeconds(30);

  private final Set<StdioLink> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock changing = new ReentrantLock();
  private final LongSupplier ids;

  /** Nobody yet; requests of the guard's own take their ids from {@code ids}. */
  Audience(LongSupplier ids) {
    this.ids = ids;
  }

  /** The session joins, and what it followed before is followed for it. */
  void add(StdioLink link, UpstreamConnection child) {
    Interest interest = link.interest();
    List<JsonText> news = new ArrayList<>();
    interest.subscribed().stream()
        .filter(uri -> !isFollowed(uri))
        .forEach(uri -> news.add(about("resources/subscribe", uri)));
    links.add(link);
    interest.level().flatMap(own -> level()).ifPresent(most -> news.add(atLevel(most)));
    tell(child, news);
  }

  /** The session leaves, and with it what nobody else follows. */
  void remove(StdioLink link, UpstreamConnection child) {
    if (links.remove(link)) {
      List<JsonText> farewell = new ArrayList<>();
      link.interest().subscribed().stream()
          .filter(uri -> !isFollowed(uri))
          .forEach(uri -> farewell.add(about("resources/unsubscribe", uri)));
      tell(child, farewell);
    }
  }

  Set<StdioLink> all() {
    return links;
  }

  /** Whether a session follows exactly this resource. */
  boolean isFollowed(String uri) {
    return links.stream().anyMatch(link -> link.interest().isSubscribed(uri));
  }

  /** Does what a change of interest needs, with no other change between it and its message. */
  <T> T changing(Supplier<T> change) {
    changing.lock();
    try {
      return change.get();
    } finally {
      changing.unlock();
    }
  }

  /** The most talkative level that a session asked for. */
  Optional<LogLevel> level() {
    return links.stream()
        .flatMap(link -> link.interest().level().stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Whether a log line is for this session: at its own level; where it set none but others did, not
   * what is talkative only for them.
   */
  boolean hears(StdioLink link, JsonObject line) {
    Optional<LogLevel> level = line.string("level").flatMap(LogLevel::of);
    Optional<LogLevel> least =
        link.interest().level().or(() -> level().map(others -> LogLevel.INFO));
    return least.isEmpty()
        ? link.hearsUnasked()
        : level.isEmpty() || level.get().compareTo(least.get()) >= 0;
  }

  /** Tells a child that was started again what the one before it knew. */
  void restore(UpstreamConnection fresh) {
    Set<String> uris = new LinkedHashSet<>();
    links.forEach(link -> uris.addAll(link.interest().subscribed()));
    List<JsonText> known = new ArrayList<>();
    uris.forEach(uri -> known.add(about("resources/subscribe", uri)));
    level().ifPresent(level -> known.add(atLevel(level)));
    tell(fresh, known);
  }

  private void tell(UpstreamConnection child, List<JsonText> requests) {
    if (!requests.isEmpty()) {
      Thread.ofVirtual().name("audience").start(() -> tellNow(child, requests));
    }
  }

  private void tellNow(UpstreamConnection child, List<JsonText> requests) {
    Deadline deadline = Deadline.in(TO_TELL);
    for (JsonText request : requests) {
      long id = ids.getAsLong();
      byte[] json = request.put("id", id).bytes();
      UpstreamMessage message = UpstreamMessage.request(id, json, UpstreamHeaders.none());
      try (UpstreamExchange exchange = child.send(message, deadline)) {
        exchange.reply();
      }
    }
  }

  private static JsonText atLevel(LogLevel level) {
    return request("logging/setLevel", JsonText.object().put("level", level.wire()));
  }

  private static JsonText about(String method, String uri) {
    return request(method, JsonText.object().put("uri", uri));
  }

  private static JsonText request(String method, JsonText params) {
    return JsonText.object().put("jsonrpc", "2.0").put("method", method).put("params", params);
  }
}
