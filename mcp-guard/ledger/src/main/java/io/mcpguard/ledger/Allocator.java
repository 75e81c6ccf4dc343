package io.mcpguard.ledger;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that preallocates write-ahead segments, so that {@link Room} holds at least the
 * configured reserve. When the disk has no room, new entries are refused while those that reserved
 * theirs still fit.
 */
final class Allocator implements Runnable {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Wal wal;
  private final Faults faults;
  private final int segmentBytes;
  private final long reserve;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final Condition allocated = lock.newCondition();
  private final Thread thread;
  private boolean closing;

  Allocator(Wal wal, Faults faults, LedgerOptions options) {
    this.wal = wal;
    this.faults = faults;
    this.segmentBytes = options.segmentBytes();
    this.reserve = options.reserveBytes() + Batch.MAX_RECORD;
    this.thread = Thread.ofPlatform().name("ledger-allocate").daemon().unstarted(this);
  }

  /** Brings the room up to the reserve before the ledger opens. */
  void fill() throws IOException {
    while (isShort()) {
      wal.allocate(segmentBytes);
    }
  }

  void start() {
    thread.start();
  }

  private boolean isShort() {
    return wal.room().free() < reserve;
  }

  /**
   * Takes room for one entry, waiting for the thread to preallocate more where there is too little.
   *
   * @throws LedgerUnavailable when the disk is full or the wait is over
   */
  void take(long bytes, long nanos) throws LedgerUnavailable, InterruptedException {
    boolean taken = wal.room().tryTake(bytes);
    if (!taken || isShort()) {
      lock.lockInterruptibly();
      try {
        // Asked again under the lock: room that came before it signalled nobody who waits from now.
        taken = taken || wal.room().tryTake(bytes);
        for (long left = nanos; !taken; taken = wal.room().tryTake(bytes)) {
          refuseOnFault();
          if (left <= 0) {
            throw new LedgerUnavailable(
                "ledger: no preallocated room in time; raise reserve-bytes or use a faster disk");
          }
          // Each time: the room of the last signal may have gone to others who waited.
          wanted.signal();
          left = allocated.awaitNanos(left);
        }
        wanted.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private void refuseOnFault() throws LedgerUnavailable {
    var fault = faults.current();
    if (fault.isPresent()) {
      throw new LedgerUnavailable(fault.get());
    }
  }

  /** Looks again whether room is short. */
  void wake() {
    lock.lock();
    try {
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
  }

  @Override
  public void run() {
    try {
      allocateUntilClosed();
    } finally {
      faults.raise(Faults.Source.ALLOCATING, Faults.ENDED);
      tellWhoWaits();
    }
  }

  private void tellWhoWaits() {
    lock.lock();
    try {
      allocated.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void allocateUntilClosed() {
    boolean failed = false;
    while (awaitWork(failed)) {
      try {
        wal.allocate(segmentBytes);
        faults.clear(Faults.Source.ALLOCATING);
        failed = false;
      } catch (IOException e) {
        faults.raise(
            Faults.Source.ALLOCATING,
            "ledger: no room can be preallocated (" + e + "); free space or mend the disk");
        failed = true;
      }
      tellWhoWaits();
    }
  }

  /** Sleeps until room is short, or for a second after a failure; false when the ledger closes. */
  private boolean awaitWork(boolean failed) {
    lock.lock();
    try {
      for (long left = failed ? RETRY_NANOS : 0; !closing && left > 0; ) {
        left = wanted.awaitNanos(left);
      }
      // After a failure it allocates even where enough is free again: that is the proof.
      while (!closing && !failed && !isShort()) {
        allocated.signalAll(); // whoever asked may take what was given back meanwhile
        wanted.awaitUninterruptibly();
      }
      return !closing;
    } catch (InterruptedException e) {
      return false; // only this class knows the thread; an interrupt is an order to end
    } finally {
      lock.unlock();
    }
  }
}
