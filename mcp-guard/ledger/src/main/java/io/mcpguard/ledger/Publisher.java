package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that turns the durable write-ahead log into tiles and checkpoints, behind the
 * writer. Everything it does can be repeated: after a failure it goes on where it stopped, after a
 * crash it starts again from the base.
 */
final class Publisher implements Runnable {
  /**
   * Segments that are done with are dropped in groups: by then the kernel has written the tiles.
   */
  private static final int DROP_AT = 4;

  private final LedgerFiles files;
  private final Storage storage;
  private final LogSigning signing;
  private final Wal wal;
  private final Faults faults;
  private final AtomicLong durable;
  private final long intervalNanos;
  private final TileWriter tiles;
  private final WalCursor cursor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition published = lock.newCondition();
  private final Thread thread;
  private long base;
  private volatile Checkpoint latest;
  private volatile boolean idle;
  private boolean urgent;
  private boolean closing;

  Publisher(
      LedgerFiles files,
      Storage storage,
      LedgerOptions options,
      Wal wal,
      Faults faults,
      AtomicLong durable,
      TreeEdge base,
      Checkpoint latest) {
    this.files = files;
    this.storage = storage;
    this.signing = new LogSigning(storage, files.root(), options.signer());
    this.wal = wal;
    this.faults = faults;
    this.durable = durable;
    this.intervalNanos = options.checkpointEvery().toNanos();
    this.base = base.size();
    this.latest = latest;
    this.tiles = new TileWriter(storage, files.root(), base);
    this.cursor = new WalCursor(wal);
    this.thread = Thread.ofPlatform().name("ledger-publish").daemon().unstarted(this);
  }

  /**
   * Replays the write-ahead log at start and publishes what it holds. The tree has to agree with
   * the checkpoint found on disk.
   */
  void replay() throws IOException {
    catchUp(latest.size());
    TreeEdge edge = tiles.edge();
    if (edge.size() != latest.size() || !edge.root().equals(latest.root())) {
      throw new LedgerDamaged(
          "checkpoint: the entries on disk do not give the signed root at size "
              + latest.size()
              + "; restore the ledger's directory from a copy");
    }
    tiles.writePartials();
    publish();
  }

  void start() {
    thread.start();
  }

  Checkpoint latest() {
    return latest;
  }

  /** Told after each commit; costs one volatile read while the publisher is busy or waiting. */
  void committed() {
    if (idle) {
      wake();
    }
  }

  private void wake() {
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a checkpoint that covers {@code index}, asking for one at once. */
  Checkpoint covering(long index, long nanos) throws LedgerUnavailable, InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (latest.size() <= index) {
        if (left <= 0) {
          throw new LedgerUnavailable(
              faults.current().orElse("ledger: no checkpoint in time; look at the disk's latency"));
        }
        urgent = true;
        work.signal();
        left = published.awaitNanos(left);
      }
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /** The key that signs now. */
  VerifierKey key() {
    return signing.key();
  }

  Attestation attest(String type, byte[] payload) {
    return signing.attest(type, payload);
  }

  /** Hands the log over to a key that its entry at {@code leaf} names, and waits until it is. */
  void handOver(NoteSigner next, long leaf, long nanos)
      throws LedgerUnavailable, InterruptedException {
    lock.lock();
    try {
      signing.handOver(next, leaf);
      urgent = true;
      work.signal();
      for (long left = nanos; signing.isDue(); left = published.awaitNanos(left)) {
        if (left <= 0) {
          throw new LedgerUnavailable(
              faults.current().orElse("ledger: no hand-over in time; look at the disk's latency"));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Publishes what is durable, then ends the thread. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
  }

  @Override
  public void run() {
    try {
      publishUntilClosed();
    } finally {
      faults.raise(Faults.Source.PUBLISHING, Faults.ENDED);
    }
  }

  private void publishUntilClosed() {
    boolean last = false;
    while (!last) {
      last = awaitWork();
      try {
        publish();
        dropPublished(last ? 1 : DROP_AT);
        faults.clear(Faults.Source.PUBLISHING);
      } catch (IOException e) {
        faults.raise(
            Faults.Source.PUBLISHING,
            "ledger: tiles cannot be written (" + e + "); free space or mend the disk");
      }
    }
  }

  /** Sleeps while there is nothing, then for one interval; true when the ledger closes. */
  private boolean awaitWork() {
    lock.lock();
    try {
      idle = true;
      while (!closing && !urgent && isCurrent()) {
        work.awaitUninterruptibly();
      }
      idle = false;
      long until = System.nanoTime() + intervalNanos;
      for (long left = intervalNanos; !closing && !urgent && left > 0; ) {
        if (work.await(left, TimeUnit.NANOSECONDS)) {
          Thread.onSpinWait();
        }
        left = until - System.nanoTime();
      }
      urgent = false;
      return closing;
    } catch (InterruptedException e) {
      return true; // only this class knows the thread; an interrupt is an order to end
    } finally {
      lock.unlock();
    }
  }

  private boolean isCurrent() {
    return durable.get() == latest.size() && faults.current().isEmpty() && !signing.isDue();
  }

  private void publish() throws IOException {
    catchUp(durable.get());
    long size = tiles.edge().size();
    if (latest.size() == size && !signing.isDue()) {
      return;
    }
    tiles.writePartials();
    Checkpoint checkpoint = signing.sign(size, tiles.edge().root());
    storage.replace(files.checkpoint(), checkpoint.note().getBytes(StandardCharsets.UTF_8));
    signing.published();
    lock.lock();
    try {
      latest = checkpoint;
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void catchUp(long target) throws IOException {
    tiles.flush();
    while (tiles.edge().size() < target) {
      add(cursor.next());
      if (tiles.mustFlush()) {
        tiles.flush();
      }
    }
    tiles.flush();
  }

  private void add(Batch batch) throws IOException {
    byte[] payload = batch.payload();
    int at = 0;
    for (long index = batch.first(); index < batch.next(); index++) {
      int length = EntryBundle.length(payload, at);
      at += EntryBundle.PREFIX;
      if (index >= tiles.edge().size()) {
        tiles.add(payload, at, length);
      }
      at += length;
    }
  }

  /**
   * Once {@code atLeast} segments are in full tiles, makes those durable and lets the segments go.
   */
  private void dropPublished(int atLeast) throws IOException {
    long full = latest.size() - latest.size() % TreeEdge.WIDTH;
    int done = wal.endedBefore(full);
    if (done < atLeast) {
      return;
    }
    tiles.sync(base, full);
    Base.write(storage, files.base(), tiles.edge().writeWithoutPartialLeaves());
    base = full;
    for (int i = 0; i < done; i++) {
      wal.dropOldest();
    }
  }
}
