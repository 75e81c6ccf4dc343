package io.mcpguard.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leaf before which no call wants its outcome, so that a start reads the log only from there.
 * It may lag behind the truth and never runs ahead of it; a missing one means the whole log.
 */
public final class RecoveryPoint {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveryPoint.class);

  /** No log has an index of more digits. */
  private static final int MOST_BYTES = 19;

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();

  /** The point that is kept in {@code file}. */
  public RecoveryPoint(Path file) {
    this.file = file;
  }

  /** The index, or 0 where none can be read. */
  long read() throws IOException {
    if (!Files.exists(file) || Files.size(file) > MOST_BYTES) {
      return 0;
    }
    String digits = Files.readString(file, StandardCharsets.US_ASCII);
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  /** Moves the point; where that fails the older one stays, which costs time and no truth. */
  void write(long index) {
    lock.lock();
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, Long.toString(index), StandardCharsets.US_ASCII);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("the recovery point stays where it was ({}); the next start takes longer", e + "");
    } finally {
      lock.unlock();
    }
  }
}
