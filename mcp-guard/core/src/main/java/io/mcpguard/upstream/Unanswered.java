package io.mcpguard.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The requests that a stdio child has not answered though their callers are gone. What it asks or
 * says may be for one of them, so while there is one nobody else may be given it. A child that was
 * told of a cancellation does not answer (2025-11-25, basic/utilities/cancellation), so after a
 * while nobody waits for that: it would keep the others from being asked until the child ends.
 */
final class Unanswered {
  /** Beyond this they are not told apart any more. */
  private static final int MOST = 1024;

  /** Twice as long as any call may take. */
  static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LongSupplier nanos;
  private final Map<Long, Long> since = new HashMap<>();
  private long uncountedSince;
  private boolean uncounted;

  Unanswered(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized void add(long id) {
    if (since.size() < MOST) {
      since.put(id, nanos.getAsLong());
    } else {
      uncounted = true;
      uncountedSince = nanos.getAsLong();
    }
  }

  synchronized void remove(long id) {
    since.remove(id);
  }

  /** The child is gone, and all that it worked on with it. */
  synchronized void clear() {
    since.clear();
    uncounted = false;
  }

  synchronized boolean isNone() {
    long now = nanos.getAsLong();
    since.values().removeIf(begun -> now - begun > LONGEST_NANOS);
    uncounted = uncounted && now - uncountedSince <= LONGEST_NANOS;
    return since.isEmpty() && !uncounted;
  }
}
