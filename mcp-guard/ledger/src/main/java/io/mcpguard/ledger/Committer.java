package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes the write-ahead log: takes all queued entries, writes them as one
 * batch, syncs once, then tells whom they belong to. Entries that nobody waits for ride along, or
 * go alone when no other comes soon. Parked while there is nothing.
 */
final class Committer implements Runnable {
  /** How long an entry that nobody waits for may wait for company. */
  static final int LATEST_MILLIS = 5;

  /**
   * While more than one caller waits at a time, syncs begin at least so many times their own length
   * apart, and once for each caller of the last one, but not more than two milliseconds: a sync
   * costs the same for one entry as for twenty.
   */
  private static final int PACE = 3;

  private static final long LONGEST_PACE_NANOS = 2_000_000L;

  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final long IDLE = Long.MIN_VALUE;

  private final Wal wal;
  private final Acknowledged acknowledged;
  private final Faults faults;
  private final Runnable committed;
  private final Runnable roomLost;
  private final CommitQueue urgent = new CommitQueue();
  private final CommitQueue unhurried = new CommitQueue();
  private final ArrayDeque<Queued> pending = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Batch.MAX_BYTES);
  private final AtomicLong durable;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean ended;
  private volatile long busySince = IDLE;
  private volatile List<Queued> inHand = List.of();
  private volatile boolean idle;
  private long lastSync = System.nanoTime();
  private long syncNanos;
  private int lastCallers;
  private boolean broken;

  /**
   * @param durable entries that are durable; this thread alone moves it on
   * @param committed told after each batch
   * @param roomLost told when a segment was given up
   */
  Committer(
      Wal wal,
      Acknowledged acknowledged,
      Faults faults,
      AtomicLong durable,
      Runnable committed,
      Runnable roomLost) {
    this.wal = wal;
    this.acknowledged = acknowledged;
    this.faults = faults;
    this.durable = durable;
    this.committed = committed;
    this.roomLost = roomLost;
    this.thread = Thread.ofPlatform().name("ledger-commit").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Queues an entry that somebody waits for. */
  void submit(Queued entry) {
    queue(urgent, entry);
  }

  /** Queues an entry that nobody waits for. */
  void submitLater(Queued entry) {
    queue(unhurried, entry);
  }

  private void queue(CommitQueue queue, Queued entry) {
    if (queue.add(entry) && idle) {
      LockSupport.unpark(thread);
    }
    if (ended) {
      loseQueued(new LedgerUnavailable(Ledger.CLOSED));
    }
  }

  /** How long the disk has kept this thread waiting, in nanoseconds; 0 when it does not. */
  long busyNanos() {
    long since = busySince;
    return since == IDLE ? 0 : System.nanoTime() - since;
  }

  /** Tells all that wait {@code why} not; what is being written now may appear all the same. */
  void giveUp(LedgerUnavailable why) {
    inHand.forEach(entry -> entry.lost(why));
    loseQueued(why);
  }

  private void loseQueued(LedgerUnavailable why) {
    ArrayDeque<Queued> late = new ArrayDeque<>();
    urgent.drainTo(late);
    unhurried.drainTo(late);
    lose(late, why);
  }

  private void lose(Collection<Queued> entries, LedgerUnavailable why) {
    for (Queued entry : entries) {
      wal.room().give(entry.charge());
      entry.lost(why);
    }
  }

  /** Commits what is queued, then ends the thread. */
  void close() throws InterruptedException {
    closing = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  @Override
  public void run() {
    try {
      commitUntilClosed();
    } finally {
      faults.raise(Faults.Source.WRITING, Faults.ENDED);
      ended = true;
      LedgerUnavailable why = new LedgerUnavailable(closing ? Ledger.CLOSED : Faults.ENDED);
      inHand.forEach(entry -> entry.lost(why));
      lose(pending, why);
      loseQueued(why);
    }
  }

  private void commitUntilClosed() {
    while (!closing || !urgent.isEmpty() || !unhurried.isEmpty() || !pending.isEmpty()) {
      urgent.drainTo(pending);
      if (pending.isEmpty() && !unhurried.isEmpty()) {
        awaitCompany();
      }
      if (!pending.isEmpty()) {
        keepPace();
      }
      unhurried.drainTo(pending);
      if (broken) {
        mend();
      } else if (pending.isEmpty()) {
        awaitAny();
      } else {
        commitNext();
      }
    }
  }

  private void awaitAny() {
    idle = true;
    if (!closing && urgent.isEmpty() && unhurried.isEmpty()) {
      LockSupport.park(this);
    }
    idle = false;
  }

  /** Until somebody is in a hurry, or the unhurried have waited long enough. */
  private void awaitCompany() {
    idle = true;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LATEST_MILLIS);
    for (long left = 1; !closing && urgent.isEmpty() && left > 0; ) {
      left = until - System.nanoTime();
      LockSupport.parkNanos(this, left);
    }
    idle = false;
    urgent.drainTo(pending);
  }

  /** Lets the next callers into the same sync; a lone one is not kept waiting. */
  private void keepPace() {
    if (lastCallers > 1 || pending.size() > 1) {
      long pace = Math.max(PACE, lastCallers) * syncNanos;
      long until = lastSync + Math.min(pace, LONGEST_PACE_NANOS);
      for (long left = until - System.nanoTime(); !closing && left > 0; ) {
        LockSupport.parkNanos(this, left);
        left = until - System.nanoTime();
      }
      urgent.drainTo(pending);
    }
    lastSync = System.nanoTime();
    lastCallers = pending.size();
  }

  private void commitNext() {
    List<Queued> batch = new ArrayList<>();
    inHand = List.copyOf(pending);
    busySince = System.nanoTime();
    try {
      Segment segment = segmentFor(pending.getFirst());
      fill(batch, segment.remaining());
      write(segment, batch);
      syncNanos += (System.nanoTime() - busySince - syncNanos) / 8;
      settle(batch);
    } catch (IOException e) {
      broken = true;
      batch.reversed().forEach(pending::addFirst);
      retryElsewhere(e);
    } finally {
      busySince = IDLE;
    }
    inHand = List.of(); // not after an error that ends the thread, which has to tell them
  }

  private Segment segmentFor(Queued first) throws IOException {
    var active = wal.active();
    if (active.isPresent() && active.get().remaining() >= Room.charge(first.entry().length)) {
      return active.get();
    }
    return wal.advance(durable.get());
  }

  private void fill(List<Queued> batch, long remaining) {
    long room = Math.min(remaining, Batch.MAX_BYTES) - Batch.OVERHEAD;
    while (!pending.isEmpty() && pending.getFirst().entry().length + EntryBundle.PREFIX <= room) {
      Queued taken = pending.removeFirst();
      batch.add(taken);
      room -= taken.entry().length + EntryBundle.PREFIX;
    }
  }

  private void write(Segment segment, List<Queued> batch) throws IOException {
    List<byte[]> entries = batch.stream().map(Queued::entry).toList();
    Batch.encode(buffer, segment.salt(), durable.get(), entries);
    int length = buffer.remaining();
    segment.commit(buffer);
    acknowledged.write(durable.get() + batch.size());
    long charged = batch.stream().mapToLong(Queued::charge).sum();
    wal.room().give(charged - length);
  }

  private void settle(List<Queued> batch) {
    long index = durable.getAndAdd(batch.size());
    for (Queued entry : batch) {
      entry.durable(index++);
    }
    committed.run();
  }

  /**
   * A failed sync leaves it unknown what of the segment is durable, and asking again would not
   * tell. So the batch goes into a fresh segment, whose first index says where the old one ends.
   */
  private void retryElsewhere(IOException why) {
    wal.giveUpActive();
    roomLost.run();
    try {
      wal.advance(durable.get());
      broken = false;
    } catch (IOException e) {
      e.addSuppressed(why);
      refuse(e);
    }
  }

  private void refuse(IOException why) {
    String fault = "ledger: the write-ahead log cannot be written (" + why + "); mend the disk";
    faults.raise(Faults.Source.WRITING, fault);
    lose(pending, new LedgerUnavailable(fault, why));
    pending.clear();
  }

  private void mend() {
    try {
      wal.advance(durable.get());
      broken = false;
      faults.clear(Faults.Source.WRITING);
    } catch (IOException e) {
      refuse(e);
      if (!closing) {
        LockSupport.parkNanos(this, RETRY_NANOS);
      }
    }
  }
}
