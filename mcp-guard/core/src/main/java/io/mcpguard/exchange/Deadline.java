package io.mcpguard.exchange;

import java.time.Duration;

/** The moment an exchange gives up, on the monotonic clock; every wait of the exchange asks it. */
public final class Deadline {
  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  /** The deadline {@code limit} from now. */
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** What is left, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  /** True once nothing is left. */
  public boolean isOver() {
    return atNanos - System.nanoTime() <= 0;
  }
}
