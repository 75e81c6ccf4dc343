package io.mcpguard.ledger;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Preallocated bytes of the write-ahead log that nobody has reserved. What is taken here will fit,
 * whatever the disk says later.
 *
 * <p>A batch does not straddle segments, so the tail of each may be lost to the record that did not
 * fit: a segment counts with its bytes less one largest record, and gets the difference back when
 * it is left.
 */
final class Room {
  private final AtomicLong free = new AtomicLong();

  /** Bytes to take for an entry: it may stand alone in its batch. */
  static long charge(int entryBytes) {
    return (long) Batch.OVERHEAD + EntryBundle.PREFIX + entryBytes;
  }

  static long worth(Segment segment) {
    return segment.remaining() - Batch.MAX_RECORD;
  }

  boolean tryTake(long bytes) {
    long now = free.get();
    while (now >= bytes) {
      if (free.compareAndSet(now, now - bytes)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  void give(long bytes) {
    free.addAndGet(bytes);
  }

  long free() {
    return free.get();
  }
}
