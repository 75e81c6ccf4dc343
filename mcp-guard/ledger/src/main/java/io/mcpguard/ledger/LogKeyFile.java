package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * The file of a log's private key, and beside it the next one while the log is handed over. What a
 * stop cuts short is settled at the next start: once the hand-over is durable beside the log the
 * next key is the log's, before that it is nobody's.
 */
public final class LogKeyFile {
  private final Path file;
  private final Path next;
  private final String origin;
  private final SecureRandom random;

  /** The key of the log of that origin in {@code file}, whose folder exists or can be made. */
  public LogKeyFile(Path file, String origin, SecureRandom random) {
    this.file = file;
    this.next = file.resolveSibling(file.getFileName() + ".next");
    this.origin = origin;
    this.random = random;
  }

  /**
   * The key that signs the log in {@code directory}, made at first use.
   *
   * @throws IOException when a file is unreadable, malformed or another origin's
   */
  public NoteSigner open(Path directory) throws IOException {
    if (Files.exists(next)) {
      NoteSigner prepared = NoteSigner.read(next);
      if (KeyChain.to(directory, prepared.verifier()).hasHandOver()) {
        promote();
      } else {
        Files.delete(next);
      }
    }
    return NoteSigner.openOrCreate(file, origin, random);
  }

  /**
   * Hands an open log over to a new key; the old private key is gone afterwards.
   *
   * @param at now
   * @return the new key
   * @throws LedgerUnavailable when the log did not take it in time; the next start settles it
   */
  public VerifierKey rotate(Ledger ledger, Instant at, Duration deadline)
      throws IOException, LedgerUnavailable, InterruptedException {
    NoteSigner fresh = NoteSigner.openOrCreate(next, origin, random);
    ledger.handOver(fresh, at, deadline);
    promote();
    return fresh.verifier();
  }

  private void promote() throws IOException {
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      new Disk().sync(folder);
    }
  }
}
