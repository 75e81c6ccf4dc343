package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One writer to a directory. The kernel lets go of it when the process ends, however it ends.
 *
 * <p>POSIX drops a process's lock when it closes <em>any</em> descriptor of the file, so within one
 * process the set of held files is asked first and a held file is never opened again.
 */
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static DirectoryLock take(LedgerFiles files) throws IOException {
    Path real = new LedgerFiles(files.root().toRealPath()).lock();
    if (!HELD.add(real)) {
      throw new IOException(real + ": this process has the ledger open already");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new DirectoryLock(real, channel);
      }
    } catch (IOException e) {
      letGo(real, channel);
      throw e;
    }
    letGo(real, channel);
    throw new IOException(real + ": another process has the ledger open; stop that one first");
  }

  private static void letGo(Path file, @Nullable FileChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
    HELD.remove(file);
  }

  /** A reader's look at the lock: alone for as long as it is open, or beside a writer. */
  static Visit visit(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!HELD.add(real)) {
      return new Visit(real, null, null);
    }
    try {
      FileChannel channel = FileChannel.open(real, StandardOpenOption.READ);
      return new Visit(real, channel, channel.tryLock(0, Long.MAX_VALUE, true));
    } catch (IOException e) {
      HELD.remove(real);
      throw e;
    }
  }

  /** See {@link #visit}. */
  static final class Visit implements AutoCloseable {
    private final Path file;
    private final @Nullable FileChannel channel;
    private final @Nullable FileLock lock;

    private Visit(Path file, @Nullable FileChannel channel, @Nullable FileLock lock) {
      this.file = file;
      this.channel = channel;
      this.lock = lock;
    }

    boolean isAlone() {
      return lock != null;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        letGo(file, channel);
      }
    }
  }

  @Override
  public void close() throws IOException {
    letGo(file, channel);
  }
}
