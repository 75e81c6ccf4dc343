package io.mcpguard.assertion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of a JWK set file. It is read anew at most once a second while it is asked, so that a
 * rotated key is found without a restart, and one taken out after a compromise verifies no more. A
 * file that cannot be read leaves the keys that are known: to end a key, write a set without it.
 */
public final class KeyFile implements KeySource {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Known known;
  private volatile Instant readAt;

  /** What the file held, and its keys. */
  private record Known(String text, KeySet keys) {}

  /**
   * Reads the file.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is no key set, see {@link KeySet#parse}
   */
  public KeyFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    String text = read(file);
    this.known = new Known(text, KeySet.parse(text));
    this.readAt = clock.instant();
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    if (isDue() && reading.tryLock()) {
      try {
        readAnew();
      } finally {
        reading.unlock();
      }
    }
    Optional<VerificationKey> key = known.keys().find(keyId);
    return key.isPresent() ? key : afterReading().find(keyId);
  }

  /** Also where the clock was set back: a second is soon over, the way back may not be. */
  private boolean isDue() {
    return Duration.between(readAt, clock.instant()).abs().compareTo(PAUSE) >= 0;
  }

  /** Who asks while another thread reads waits for it only where its key is not known. */
  private KeySet afterReading() {
    reading.lock();
    try {
      return known.keys();
    } finally {
      reading.unlock();
    }
  }

  private void readAnew() {
    if (!isDue()) {
      return;
    }
    readAt = clock.instant();
    try {
      String text = read(file);
      if (!text.equals(known.text())) {
        known = new Known(text, KeySet.parse(text));
      }
    } catch (UncheckedIOException | IllegalArgumentException unreadable) {
      // What is known stays; see the class.
    }
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IllegalArgumentException("key set: the file is larger than 1 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "key set: the file cannot be read; check its path and mode", unreadable);
    }
  }
}
