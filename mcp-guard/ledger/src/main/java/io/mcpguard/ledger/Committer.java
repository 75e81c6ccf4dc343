package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes the write-ahead log: takes all waiting entries, writes them as one
 * batch, syncs once, then wakes their owners. Parked while nobody waits.
 */
final class Committer implements Runnable {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Wal wal;
  private final Acknowledged acknowledged;
  private final Faults faults;
  private final Runnable committed;
  private final Runnable roomLost;
  private final CommitQueue queue = new CommitQueue();
  private final ArrayDeque<Waiting> pending = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Batch.MAX_BYTES);
  private final AtomicLong durable;
  private final Thread thread;
  private volatile boolean closing;
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

  void submit(Waiting waiting) {
    queue.add(waiting, thread);
  }

  /** Commits what is queued, then ends the thread. */
  void close() throws InterruptedException {
    closing = true;
    LockSupport.unpark(thread);
    thread.join();
    queue.drainTo(pending);
    pending.forEach(late -> late.failed(new LedgerUnavailable("ledger: is closed")));
  }

  @Override
  public void run() {
    try {
      commitUntilClosed();
    } finally {
      faults.raise(Faults.Source.WRITING, Faults.ENDED);
    }
  }

  private void commitUntilClosed() {
    while (!closing || !queue.isEmpty() || !pending.isEmpty()) {
      queue.drainTo(pending);
      if (broken) {
        mend();
      } else if (pending.isEmpty()) {
        LockSupport.park(this);
      } else {
        commitNext();
      }
    }
  }

  private void commitNext() {
    List<Waiting> batch = new ArrayList<>();
    try {
      Segment segment = segmentFor(pending.getFirst());
      fill(batch, segment.remaining());
      write(segment, batch);
      settle(batch);
    } catch (IOException e) {
      broken = true;
      batch.reversed().forEach(pending::addFirst);
      retryElsewhere(e);
    }
  }

  private Segment segmentFor(Waiting first) throws IOException {
    var active = wal.active();
    if (active.isPresent() && active.get().remaining() >= Room.charge(first.entry().length)) {
      return active.get();
    }
    return wal.advance(durable.get());
  }

  private void fill(List<Waiting> batch, long remaining) {
    long room = Math.min(remaining, Batch.MAX_BYTES) - Batch.OVERHEAD;
    while (!pending.isEmpty() && pending.getFirst().entry().length + EntryBundle.PREFIX <= room) {
      Waiting taken = pending.removeFirst();
      batch.add(taken);
      room -= taken.entry().length + EntryBundle.PREFIX;
    }
  }

  private void write(Segment segment, List<Waiting> batch) throws IOException {
    List<byte[]> entries = batch.stream().map(Waiting::entry).toList();
    Batch.encode(buffer, segment.salt(), durable.get(), entries);
    int length = buffer.remaining();
    segment.commit(buffer);
    acknowledged.write(durable.get() + batch.size());
    long charged = batch.stream().mapToLong(Waiting::charge).sum();
    wal.room().give(charged - length);
  }

  private void settle(List<Waiting> batch) {
    long index = durable.getAndAdd(batch.size());
    for (Waiting waiting : batch) {
      waiting.durableAt(index++);
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
    var failure = new LedgerUnavailable(fault, why);
    for (Waiting waiting : pending) {
      wal.room().give(waiting.charge());
      waiting.failed(failure);
    }
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
