package io.mcpguard.ledger;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Room for one entry that will fit even when the disk is full by then. Whoever does not use it
 * gives it back by {@link #close}; both happen once at most.
 */
public final class Reservation implements AutoCloseable {
  private final Ledger ledger;
  private final int bytes;
  private final AtomicBoolean spent = new AtomicBoolean();

  Reservation(Ledger ledger, int bytes) {
    this.ledger = ledger;
    this.bytes = bytes;
  }

  /** Largest entry that fits, in bytes. */
  public int bytes() {
    return bytes;
  }

  /**
   * Appends an entry into the reserved room, also while the ledger refuses new ones.
   *
   * @return the entry's index, once it is durable
   * @throws IllegalArgumentException when the entry is larger than what was reserved
   * @throws IllegalStateException when the room was used or given back before
   */
  public long append(byte[] entry) throws LedgerUnavailable, InterruptedException {
    spend(entry);
    return ledger.commit(entry);
  }

  /**
   * Appends an entry into the reserved room and does not wait: it goes to disk with the next entry
   * that somebody waits for, or {@value Committer#LATEST_MILLIS} milliseconds later.
   *
   * @param settlement told what came of it
   * @throws IllegalArgumentException when the entry is larger than what was reserved
   * @throws IllegalStateException when the room was used or given back before
   */
  public void append(byte[] entry, Settlement settlement) {
    spend(entry);
    ledger.commitLater(entry, settlement);
  }

  private void spend(byte[] entry) {
    if (entry.length > bytes) {
      throw new IllegalArgumentException(
          "entry of " + entry.length + " bytes in room for " + bytes);
    }
    if (!spent.compareAndSet(false, true)) {
      throw new IllegalStateException("the reservation was used or given back before");
    }
    ledger.giveBack(Room.charge(bytes) - Room.charge(entry.length));
  }

  /** Gives unused room back. */
  @Override
  public void close() {
    if (spent.compareAndSet(false, true)) {
      ledger.giveBack(Room.charge(bytes));
    }
  }
}
