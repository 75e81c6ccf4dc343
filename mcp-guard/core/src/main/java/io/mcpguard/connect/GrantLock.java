package io.mcpguard.connect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The right to renew a grant, held by one process of a user; it ends with the process. */
final class GrantLock implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(50);

  private final FileChannel channel;

  private GrantLock(FileChannel channel) {
    this.channel = channel;
  }

  static GrantLock take(Path file, FileAttribute<?>[] mode, Duration atMost)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode);
    try {
      long until = System.nanoTime() + atMost.toNanos();
      while (tryLock(channel).isEmpty()) {
        if (System.nanoTime() - until >= 0) {
          throw new IOException(
              "another mcp-guard connect is logging in to the same server; finish that first");
        }
        Thread.sleep(TICK);
      }
    } catch (IOException | InterruptedException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
    return new GrantLock(channel);
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException ofThisProcess) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
