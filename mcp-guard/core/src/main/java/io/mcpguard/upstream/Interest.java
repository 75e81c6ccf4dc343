package io.mcpguard.upstream;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one session over a shared child wants to hear of: resources, and log lines. */
final class Interest {
  private static final int MOST_SUBSCRIBED = 1_000;

  private final Set<String> uris = ConcurrentHashMap.newKeySet();
  private volatile Optional<LogLevel> level = Optional.empty();

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
