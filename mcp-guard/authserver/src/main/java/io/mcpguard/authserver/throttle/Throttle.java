package io.mcpguard.authserver.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * Counts attempts in a window that begins with the first of them, for a bounded number of keys.
 *
 * <p>When there are more keys than fit, the eldest is forgotten. The attacker who has that many
 * keys (a small network of IPv6 has) thereby gets their own counts forgotten, which is little
 * beside what each of the keys may do; where newcomers were refused instead, they would keep
 * everybody out. So nothing may rest on the count of a key that an attacker can have many of; the
 * count of a user's name, of which there are as many as users, is never forgotten.
 */
public final class Throttle {
  private static final int MOST_KEYS = 10_000;

  private final int limit;
  private final Duration window;
  private final InstantSource clock;
  private final LinkedHashMap<String, Count> counts = new LinkedHashMap<>();

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

  /** Counts an attempt that was let through unasked. */
  public void count(String key) {
    boolean unused = admits(key);
  }

  /** Counts an attempt; false when there were too many before it. */
  public synchronized boolean admits(String key) {
    Instant now = clock.instant();
    Count count = counts.get(key);
    if (count == null || !now.isBefore(count.since().plus(window))) {
      counts.remove(key);
      if (counts.size() >= MOST_KEYS) {
        counts.pollFirstEntry();
      }
      counts.put(key, new Count(now, 1));
      return true;
    }
    counts.put(key, new Count(count.since(), count.attempts() + 1));
    return count.attempts() < limit;
  }

  /** Whether another attempt would be refused; counts none. */
  public synchronized boolean isSpent(String key) {
    Instant now = clock.instant();
    Count count = counts.get(key);
    return count != null && count.attempts() >= limit && now.isBefore(count.since().plus(window));
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
}
