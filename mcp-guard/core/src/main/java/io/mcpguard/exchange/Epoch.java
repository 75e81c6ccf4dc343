package io.mcpguard.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts revocations. A fact remembered under one epoch is worth nothing under the next, so that a
 * revocation reaches every memory at once.
 */
public final class Epoch {
  private final AtomicLong count = new AtomicLong();

  /** The epoch now. */
  public long now() {
    return count.get();
  }

  /** Ends the epoch; called after a revocation is durable. */
  public void end() {
    count.incrementAndGet();
  }
}
