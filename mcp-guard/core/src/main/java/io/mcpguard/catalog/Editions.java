package io.mcpguard.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts, for each upstream, what changes of its lists and of who may see them. What was made of a
 * list in one edition is worth nothing in the next.
 */
final class Editions {
  private final AtomicLong all = new AtomicLong();
  private final Map<String, Long> own = new ConcurrentHashMap<>();

  /** The edition now; never one that was before. */
  long now(String upstream) {
    return all.get() + own.getOrDefault(upstream, 0L);
  }

  /** Ends the edition of one upstream, once what changed can be seen. */
  void end(String upstream) {
    own.merge(upstream, 1L, Long::sum);
  }

  /** Ends the editions of all. */
  void endAll() {
    all.incrementAndGet();
  }
}
