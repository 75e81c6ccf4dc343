package io.mcpguard.ledger;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An entry on its way to the disk, and whom to tell. */
final class Queued implements Settlement {
  private final byte[] entry;
  private final long charge;
  private final Settlement settlement;
  private final AtomicBoolean settled = new AtomicBoolean();
  @Nullable Queued next;

  Queued(byte[] entry, long charge, Settlement settlement) {
    this.entry = entry;
    this.charge = charge;
    this.settlement = settlement;
  }

  byte[] entry() {
    return entry;
  }

  /** Bytes of {@link Room} taken for it. */
  long charge() {
    return charge;
  }

  @Override
  public void durable(long index) {
    if (settled.compareAndSet(false, true)) {
      settlement.durable(index);
    }
  }

  @Override
  public void lost(LedgerUnavailable why) {
    if (settled.compareAndSet(false, true)) {
      settlement.lost(why);
    }
  }
}
