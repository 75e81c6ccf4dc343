package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one session over a shared child wants to hear of: resources, and log lines. */
final class Interest {
  private static final int MOST_SUBSCRIBED = 1_000;

  private final Set<String> uris = ConcurrentHashMap.newKeySet();
  private volatile Optional<LogLevel> level = Optional.empty();

  /** What {@link #text} said; nothing for empty text. */
  static Interest read(String text) {
    Interest interest = new Interest();
    if (!text.isEmpty()) {
      JsonObject kept = (JsonObject) ServerMessage.reread(text.getBytes(UTF_8)).root();
      kept.string("level").flatMap(LogLevel::of).ifPresent(interest::level);
      kept.array("uris")
          .ifPresent(
              uris -> uris.values().forEach(uri -> interest.subscribe(((JsonString) uri).value())));
    }
    return interest;
  }

  /** All of it as text. */
  String text() {
    JsonText all = JsonText.object().put("uris", List.copyOf(uris));
    level().ifPresent(least -> all.put("level", least.wire()));
    return new String(all.bytes(), UTF_8);
  }

  /** False when the session follows as many resources as it may. */
  boolean subscribe(String uri) {
    return uris.contains(uri) || (uris.size() < MOST_SUBSCRIBED && uris.add(uri));
  }

  void unsubscribe(String uri) {
    uris.remove(uri);
  }

  boolean isSubscribed(String uri) {
    return uris.contains(uri);
  }

  Set<String> subscribed() {
    return Set.copyOf(uris);
  }

  /**
   * Whether an update of {@code uri} is for this session: it subscribed to that resource, or to one
   * of which that is a sub-resource (2025-11-25, server/resources, subscriptions).
   */
  boolean covers(String uri) {
    return covers(uris, uri);
  }

  /** The same for whoever subscribed to {@code uris}. */
  static boolean covers(Set<String> uris, String uri) {
    if (uris.contains(uri)) {
      return true;
    }
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if ((c == '/' || c == '?' || c == '#')
          && (uris.contains(uri.substring(0, i)) || uris.contains(uri.substring(0, i + 1)))) {
        return true;
      }
    }
    return false;
  }

  void level(LogLevel least) {
    level = Optional.of(least);
  }

  Optional<LogLevel> level() {
    return level;
  }
}
