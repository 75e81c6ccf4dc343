package io.mcpguard.streamable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads a request's body whole: within a size, within a time that no trickle of bytes stretches,
 * and within what all bodies together may hold.
 *
 * <p>The attacker announces much and sends nothing, or sends much on many connections. So memory is
 * taken as bytes come, and what bodies hold beyond their first 8 KiB comes out of one room.
 */
public final class BodyReader {
  private static final int FIRST = 8 * 1024;

  private final int mostBytes;
  private final Duration mostTime;
  private final Semaphore room;

  /** What came of reading. */
  sealed interface Body {
    /** All of it, with the bytes of the room that it holds until {@link BodyReader#done}. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
    record Whole(byte[] bytes, int held) implements Body {}

    record TooLarge(int mostBytes) implements Body {}

    record TooSlow() implements Body {}

    /** All bodies together hold as much as they may. */
    record NoRoom() implements Body {}
  }

  /**
   * Reads at most {@code mostBytes} within {@code mostTime}; all bodies together hold a quarter of
   * the heap at most.
   */
  public BodyReader(int mostBytes, Duration mostTime) {
    this(mostBytes, mostTime, new Semaphore(quarterOfTheHeap(mostBytes)));
  }

  BodyReader(int mostBytes, Duration mostTime, Semaphore room) {
    this.mostBytes = mostBytes;
    this.mostTime = mostTime;
    this.room = room;
  }

  /** Or the largest body twice, while it grows, where the heap is that small. */
  private static int quarterOfTheHeap(int mostBytes) {
    long quarter = Math.max(2L * mostBytes, Runtime.getRuntime().maxMemory() / 4);
    return (int) Math.min(Integer.MAX_VALUE, quarter);
  }

  Body read(ClientExchange exchange) throws IOException {
    long announced = announced(exchange.values("Content-Length"));
    if (announced > mostBytes) {
      return new Body.TooLarge(mostBytes);
    }
    Growing body = new Growing(announced);
    try (InputStream in = exchange.body()) {
      return body.read(in, System.nanoTime() + mostTime.toNanos());
    } finally {
      body.giveBackUnlessWhole();
    }
  }

  /** Gives back what a body held: nobody reads it any more. */
  void done(Body.Whole body) {
    room.release(body.held());
  }

  /** A body while it comes. */
  private final class Growing {
    private final long announced;
    private byte[] bytes;
    private int filled;
    private int held;

    Growing(long announced) {
      this.announced = announced;
      this.bytes = new byte[announced > 0 ? (int) Math.min(announced, FIRST) : FIRST];
    }

    Body read(InputStream in, long end) throws IOException {
      while (true) {
        if (filled == bytes.length) {
          if (announced == filled) {
            return whole(bytes);
          }
          if (!grow()) {
            return new Body.NoRoom();
          }
        }
        int count = in.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
          return whole(filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled));
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

    private boolean grow() {
      long most = announced > 0 ? announced : mostBytes + 1L;
      int next = (int) Math.min(most, bytes.length * 2L);
      if (!room.tryAcquire(next - bytes.length)) {
        return false;
      }
      held += next - bytes.length;
      bytes = Arrays.copyOf(bytes, next);
      return true;
    }

    private Body whole(byte[] all) {
      Body.Whole whole = new Body.Whole(all, held);
      held = 0;
      return whole;
    }

    void giveBackUnlessWhole() {
      room.release(held);
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
