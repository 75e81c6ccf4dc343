package io.mcpguard.ledger;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that is parked until its entry is settled. It parks without a time of its own, which
 * for a virtual thread would be a visit to a queue that all share: {@link CommitWatch} keeps the
 * deadline.
 */
final class Parked implements Settlement {
  private final Thread owner = Thread.currentThread();
  private long index;
  private @Nullable LedgerUnavailable failure;
  private volatile boolean settled;

  @Override
  public void durable(long at) {
    index = at;
    settle();
  }

  @Override
  public void lost(LedgerUnavailable why) {
    failure = why;
    settle();
  }

  private void settle() {
    settled = true;
    LockSupport.unpark(owner);
  }

  /** Parks until the entry is durable and gives its index. */
  long await() throws LedgerUnavailable, InterruptedException {
    while (!settled) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the entry was on its way to the disk");
      }
    }
    LedgerUnavailable why = failure;
    if (why != null) {
      throw new LedgerUnavailable(why.reason(), why);
    }
    return index;
  }
}
