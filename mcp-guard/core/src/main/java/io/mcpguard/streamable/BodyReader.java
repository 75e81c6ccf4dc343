package io.mcpguard.streamable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a request's body whole: within a size, and within a time that no trickle of bytes
 * stretches.
 */
public final class BodyReader {
  private static final int FIRST = 8 * 1024;

  private final int mostBytes;
  private final Duration mostTime;

  /** What came of reading. */
  sealed interface Body {
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
    record Whole(byte[] bytes) implements Body {}

    record TooLarge(int mostBytes) implements Body {}

    record TooSlow() implements Body {}
  }

  /** Reads at most {@code mostBytes} within {@code mostTime}. */
  public BodyReader(int mostBytes, Duration mostTime) {
    this.mostBytes = mostBytes;
    this.mostTime = mostTime;
  }

  Body read(ClientExchange exchange) throws IOException {
    long announced = announced(exchange.values("Content-Length"));
    if (announced > mostBytes) {
      return new Body.TooLarge(mostBytes);
    }
    long end = System.nanoTime() + mostTime.toNanos();
    byte[] bytes = new byte[announced > 0 ? (int) announced : FIRST];
    int filled = 0;
    try (InputStream in = exchange.body()) {
      while (true) {
        if (filled == bytes.length) {
          if (announced == filled) {
            return new Body.Whole(bytes);
          }
          bytes = Arrays.copyOf(bytes, Math.min(mostBytes + 1, bytes.length * 2));
        }
        int count = in.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
          return new Body.Whole(filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled));
        }
        filled += count;
        if (filled > mostBytes) {
          return new Body.TooLarge(mostBytes);
        }
        if (System.nanoTime() - end > 0) {
          return new Body.TooSlow();
        }
      }
    }
  }

  /** What the server beneath did not refuse as framing; anything odd announces nothing here. */
  private static long announced(List<String> lengths) {
    try {
      return lengths.size() == 1 ? Long.parseLong(lengths.getFirst().strip()) : -1;
    } catch (NumberFormatException odd) {
      return -1;
    }
  }
}
