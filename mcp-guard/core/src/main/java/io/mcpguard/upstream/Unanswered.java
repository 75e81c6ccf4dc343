package io.mcpguard.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The requests that a stdio child has not answered though their callers are gone. What it asks or
 * says may be for one of them, so while there is one nobody else may be given it.
 *
 * <p>A child that was told of a cancellation does not answer (2025-11-25, basic/utilities/
 * cancellation), so that is not waited for: once it has read that it was told, it has a few seconds
 * to stop. One that answers after that does not heed cancellations, and then every answer of its is
 * waited for, though not until the child ends.
 */
final class Unanswered {
  /** Beyond this they are not told apart any more. */
  private static final int MOST = 1024;

  /** Twice as long as any call may take. */
  static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** For what was under way when it heard. */
  static final long TO_STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanos;
  private final Map<Long, Left> left = new HashMap<>();
  private long uncountedUntil;
  private boolean uncounted;
  private boolean heedless;

  /** A request whose caller is gone. */
  private record Left(long until, Heard heard) {}

  private enum Heard {
    NOTHING,
    /** The child has read that the request was taken back. */
    OF_IT
  }

  Unanswered(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized void add(long id) {
    long now = nanos.getAsLong();
    long until = now + LONGEST_NANOS;
    if (left.size() >= MOST) {
      left.values().removeIf(one -> one.until() - now < 0);
    }
    if (left.size() < MOST) {
      left.put(id, new Left(until, Heard.NOTHING));
    } else {
      uncounted = true;
      uncountedUntil = until;
    }
  }

  /** The child has read that this request was taken back. */
  synchronized void heard(long id) {
    if (!heedless) {
      left.computeIfPresent(
          id, (same, before) -> new Left(nanos.getAsLong() + TO_STOP_NANOS, Heard.OF_IT));
    }
  }

  /** The request needs no answer any more. */
  synchronized void remove(long id) {
    left.remove(id);
  }

  /** The child answered the request all the same. */
  synchronized void answered(long id) {
    Left one = left.remove(id);
    heedless |= one != null && one.heard() == Heard.OF_IT;
  }

  /** The child is gone, and all that it worked on with it. */
  synchronized void clear() {
    left.clear();
    uncounted = false;
    heedless = false;
  }

  synchronized boolean isNone() {
    long now = nanos.getAsLong();
    // One that had its time to stop hinders nobody, and is remembered in case it is answered.
    left.values()
        .removeIf(one -> one.until() - now < (one.heard() == Heard.OF_IT ? -LONGEST_NANOS : 0));
    uncounted = uncounted && uncountedUntil - now >= 0;
    return !uncounted && left.values().stream().allMatch(one -> one.until() - now < 0);
  }
}
