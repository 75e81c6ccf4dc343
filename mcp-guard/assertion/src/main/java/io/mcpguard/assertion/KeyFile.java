package io.mcpguard.assertion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of a JWK set file. An unknown id makes it read the file anew, at most once a second, so
 * that a rotated key is found without a restart.
 */
public final class KeyFile implements KeySource {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long MOST_BYTES = 1 << 20;

  private final Path file;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile KeySet keys;
  private Instant readAt;

  /**
   * Reads the file.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is no key set, see {@link KeySet#parse}
   */
  public KeyFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.keys = read(file);
    this.readAt = clock.instant();
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    Optional<VerificationKey> known = keys.find(keyId);
    return known.isPresent() ? known : readAnew().find(keyId);
  }

  /** A file that cannot be read now leaves the keys that are known. */
  private KeySet readAnew() {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (!now.isBefore(readAt.plus(PAUSE))) {
        readAt = now;
        keys = read(file);
      }
    } catch (UncheckedIOException | IllegalArgumentException unreadable) {
      return keys;
    } finally {
      reading.unlock();
    }
    return keys;
  }

  private static KeySet read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException("key set: the file is larger than 1 MiB");
      }
      return KeySet.parse(Files.readString(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "key set: the file cannot be read; check its path and mode", unreadable);
    }
  }
}
