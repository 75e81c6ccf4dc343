package io.mcpguard.ledger;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A real disk that can be told to be full, to fail its syncs, or not to answer, and to recover. */
final class FullDisk implements Storage {
  private final Disk disk = new Disk();
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean writesFail = new AtomicBoolean();
  private final AtomicBoolean filesFail = new AtomicBoolean();
  private final AtomicInteger open = new AtomicInteger();
  private final Semaphore unanswered = new Semaphore(0);
  private volatile CountDownLatch answers = new CountDownLatch(0);

  /** Files that were opened and not closed. */
  int open() {
    return open.get();
  }

  void fill() {
    full.set(true);
  }

  void empty() {
    full.set(false);
  }

  /** Overwriting and syncing fail from now on, too. */
  void breakDown() {
    broken.set(true);
    full.set(true);
  }

  /** Overwriting fails from now on as nobody foresees. */
  void failWritesUnforeseen() {
    writesFail.set(true);
  }

  /** Making files fails from now on as nobody foresees. */
  void failFilesUnforeseen() {
    filesFail.set(true);
  }

  void mend() {
    broken.set(false);
    full.set(false);
    writesFail.set(false);
    filesFail.set(false);
  }

  /** Syncs and new files wait from now on. */
  void stall() {
    answers = new CountDownLatch(1);
  }

  /** Waits until somebody waits for the disk. */
  void awaitUnanswered() throws InterruptedException {
    unanswered.acquire();
    unanswered.release();
  }

  void answer() {
    answers.countDown();
  }

  private void awaitAnswer() throws IOException {
    unanswered.release();
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the disk did not answer");
    } finally {
      unanswered.acquireUninterruptibly();
    }
  }

  private void requireSpace() throws IOException {
    if (filesFail.get()) {
      throw new IllegalStateException("unforeseen");
    }
    if (full.get()) {
      throw new IOException("No space left on device");
    }
  }

  private void requireWorking() throws IOException {
    if (writesFail.get()) {
      throw new IllegalStateException("unforeseen");
    }
    if (broken.get()) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public SegmentFile allocate(Path file, long bytes) throws IOException {
    awaitAnswer();
    requireSpace();
    return new Failing(disk.allocate(file, bytes));
  }

  @Override
  public SegmentFile open(Path file) throws IOException {
    return new Failing(disk.open(file));
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    requireSpace();
    disk.replace(file, content);
  }

  @Override
  public void replaceUnsynced(Path file, byte[] content) throws IOException {
    requireSpace();
    disk.replaceUnsynced(file, content);
  }

  @Override
  public void sync(Path fileOrDirectory) throws IOException {
    requireWorking();
    disk.sync(fileOrDirectory);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  /** What is allocated can be overwritten on a full disk, not on a broken one. */
  private final class Failing implements SegmentFile {
    private final SegmentFile file;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Failing(SegmentFile file) {
      this.file = file;
      open.incrementAndGet();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      requireWorking();
      file.write(from, position);
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      file.read(into, position);
    }

    @Override
    public void force() throws IOException {
      awaitAnswer();
      requireWorking();
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
      if (closed.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    }
  }
}
