package io.mcpguard.authserver.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts attempts in a window that begins with the first of them, for a bounded number of keys.
 *
 * <p>When there are more keys than fit, the one whose window began first is forgotten; filling the
 * memory buys an attacker at most as many fresh windows as keys were pushed out.
 */
public final class Throttle {
  private static final int MOST_KEYS = 10_000;

  private final int limit;
  private final Duration window;
  private final InstantSource clock;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private record Count(Instant since, int attempts) {}

  /**
   * A limit.
   *
   * @param limit attempts in one window
   * @param window how long a count lasts
   */
  public Throttle(int limit, Duration window, InstantSource clock) {
    this.limit = limit;
    this.window = window;
    this.clock = clock;
  }

  /** Counts an attempt; false when there were too many before it. */
  public synchronized boolean admits(String key) {
    Instant now = clock.instant();
    Count count = counts.get(key);
    if (count == null || !now.isBefore(count.since().plus(window))) {
      counts.remove(key);
      makeRoom();
      counts.put(key, new Count(now, 1));
      return true;
    }
    counts.put(key, new Count(count.since(), count.attempts() + 1));
    return count.attempts() < limit;
  }

  /** Forgets what was counted for a key that has proven itself. */
  public synchronized void forgive(String key) {
    counts.remove(key);
  }

  /** Takes one attempt back, of somebody who has proven themselves. */
  public synchronized void refund(String key) {
    Count count = counts.get(key);
    if (count != null && count.attempts() > 0) {
      counts.put(key, new Count(count.since(), count.attempts() - 1));
    }
  }

  private void makeRoom() {
    if (counts.size() >= MOST_KEYS) {
      var oldest = counts.entrySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
