package io.mcpguard.http;

import java.io.IOException;

/** The buffered incoming bytes of one connection; one thread at a time. */
final class Inflow {
  private static final int CAPACITY = 8 * 1024;

  private final Wire wire;
  private byte[] buffer = new byte[CAPACITY];
  private int at;
  private int end;

  Inflow(Wire wire) {
    this.wire = wire;
  }

  /** True if no byte is waiting in the buffer. */
  boolean isEmpty() {
    return at == end;
  }

  /** The next byte, or -1 at the end. */
  int next() throws IOException {
    if (at == end && fill() < 0) {
      return -1;
    }
    return buffer[at++] & 0xff;
  }

  /** At least one byte of the flow, or -1 at the end; large reads go around the buffer. */
  int read(byte[] into, int from, int length) throws IOException {
    if (at == end) {
      if (length >= CAPACITY) {
        return wire.read(into, from, length);
      }
      if (fill() < 0) {
        return -1;
      }
    }
    int taken = Math.min(length, end - at);
    System.arraycopy(buffer, at, into, from, taken);
    at += taken;
    return taken;
  }

  /**
   * The bytes of a message head, with the empty line that ends it. Every line must end in CRLF: the
   * bare LF that RFC 9112 §2.2 lets a recipient accept is what smuggling is made of.
   *
   * @throws Http1Failure {@code BROKEN} at an early end, {@code TOO_LARGE} beyond {@code limit}
   *     bytes
   */
  byte[] head(int limit) throws IOException {
    int scanned = at;
    int lineStart = at;
    while (true) {
      for (; scanned < end; scanned++) {
        if (buffer[scanned] != '\n') {
          continue;
        }
        if (scanned == lineStart || buffer[scanned - 1] != '\r') {
          throw Http1Failure.malformed("a line of the head does not end in CRLF");
        }
        if (scanned - 1 == lineStart) {
          return take(scanned + 1, limit);
        }
        lineStart = scanned + 1;
      }
      if (end - at > limit) {
        throw tooLarge(limit);
      }
      int moved = at;
      int lineOffset = lineStart - at;
      if (grow(limit) < 0) {
        throw Http1Failure.sent(Http1Failure.Kind.BROKEN, "the connection ended in the head");
      }
      scanned -= moved - at;
      lineStart = at + lineOffset;
    }
  }

  private byte[] take(int to, int limit) throws Http1Failure {
    if (to - at > limit) {
      throw tooLarge(limit);
    }
    byte[] head = new byte[to - at];
    System.arraycopy(buffer, at, head, 0, head.length);
    at = to;
    return head;
  }

  private static Http1Failure tooLarge(int limit) {
    return Http1Failure.sent(
        Http1Failure.Kind.TOO_LARGE, "the head of the answer is longer than " + limit + " bytes");
  }

  /** Reads more behind what is there, moving or enlarging the buffer if it is full. */
  private int grow(int limit) throws IOException {
    if (at == end) {
      return fill();
    }
    if (end == buffer.length) {
      byte[] roomy = at > 0 ? buffer : new byte[Math.min(buffer.length * 2, limit + CAPACITY)];
      System.arraycopy(buffer, at, roomy, 0, end - at);
      end -= at;
      at = 0;
      buffer = roomy;
    }
    return append();
  }

  private int fill() throws IOException {
    at = 0;
    end = 0;
    return append();
  }

  private int append() throws IOException {
    int got = wire.read(buffer, end, buffer.length - end);
    if (got > 0) {
      end += got;
    }
    return got;
  }
}
