package io.mcpguard.ledger;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An entry on its way to the disk, and the thread that is parked until it is there. */
final class Waiting {
  private static final long PENDING = -1;
  private static final long FAILED = -2;

  private final byte[] entry;
  private final long charge;
  private final Thread owner = Thread.currentThread();
  private @Nullable LedgerUnavailable failure;
  private volatile long outcome = PENDING;
  @Nullable Waiting next;

  Waiting(byte[] entry, long charge) {
    this.entry = entry;
    this.charge = charge;
  }

  byte[] entry() {
    return entry;
  }

  /** Bytes of {@link Room} taken for it. */
  long charge() {
    return charge;
  }

  void durableAt(long index) {
    outcome = index;
    LockSupport.unpark(owner);
  }

  void failed(LedgerUnavailable why) {
    failure = why;
    outcome = FAILED;
    LockSupport.unpark(owner);
  }

  /** Parks until the entry is durable and gives its index. */
  long await(long nanos) throws LedgerUnavailable, InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (outcome == PENDING) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new LedgerUnavailable(
            "ledger: the entry was not durable in time; look at the disk's latency");
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the entry was on its way to the disk");
      }
    }
    LedgerUnavailable why = failure;
    if (outcome == FAILED && why != null) {
      throw new LedgerUnavailable(String.valueOf(why.getMessage()), why);
    }
    return outcome;
  }
}
