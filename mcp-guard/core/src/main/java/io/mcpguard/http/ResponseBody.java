package io.mcpguard.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** The body of an answer, unframed. At its end the connection goes back or is closed. */
final class ResponseBody extends InputStream {
  private static final int FIRST = 64 * 1024;

  private final Http1Exchange exchange;
  private final Framing framing;
  private final Chunks chunks;
  private final long keepNanos;
  private long left;
  private boolean ended;

  private ResponseBody(Http1Exchange exchange, Framing framing, Chunks chunks, long keepNanos) {
    this.exchange = exchange;
    this.framing = framing;
    this.chunks = chunks;
    this.keepNanos = keepNanos;
    this.left = framing.length();
  }

  static ResponseBody of(Http1Exchange exchange, ResponseHead head, Http1Limits limits)
      throws Http1Failure {
    Framing framing = head.framing();
    Chunks chunks = new Chunks(exchange.in(), limits);
    long keep = framing.end() == Framing.End.CLOSE ? 0 : keepNanos(head, limits);
    ResponseBody body = new ResponseBody(exchange, framing, chunks, keep);
    if (framing.length() == 0) {
      body.end();
    }
    return body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    try {
      int got =
          switch (framing.end()) {
            case LENGTH -> readCounted(into, from, length);
            case CHUNKED -> chunks.read(into, from, length);
            case CLOSE -> exchange.in().read(into, from, length);
          };
      if (got < 0 || left == 0) {
        end();
      }
      return got;
    } catch (IOException failed) {
      throw exchange.fail(failed);
    }
  }

  @Override
  public void close() {
    exchange.close();
  }

  /** The rest of the body, if it has no more than {@code cap} bytes. */
  byte[] readAll(int cap) throws IOException {
    if (left > cap) {
      throw tooLarge(cap);
    }
    // A server that announces much and sends nothing must not take the memory for it.
    byte[] all = new byte[left >= 0 ? (int) Math.min(left, FIRST) : 1024];
    int size = 0;
    while (true) {
      if (size == all.length) {
        if (framing.end() == Framing.End.LENGTH && left == 0) {
          return all;
        }
        all = Arrays.copyOf(all, (int) Math.min(2L * size, left > 0 ? size + left : cap + 1L));
      }
      int got = read(all, size, all.length - size);
      if (got < 0) {
        return size == all.length ? all : Arrays.copyOf(all, size);
      }
      size += got;
      if (size > cap) {
        throw tooLarge(cap);
      }
    }
  }

  private static Http1Failure tooLarge(int cap) {
    return Http1Failure.sent(
        Http1Failure.Kind.TOO_LARGE, "the body of the answer is longer than " + cap + " bytes");
  }

  private int readCounted(byte[] into, int from, int length) throws IOException {
    int got = exchange.in().read(into, from, (int) Math.min(length, left));
    if (got < 0) {
      throw Http1Failure.sent(Http1Failure.Kind.BROKEN, "the connection ended in the body");
    }
    left -= got;
    return got;
  }

  private void end() {
    ended = true;
    if (keepNanos > 0 && exchange.in().isEmpty()) {
      exchange.finish(keepNanos);
    } else {
      exchange.close();
    }
  }

  /** How long the connection may idle: not as long as the other side says it will wait. */
  private static long keepNanos(ResponseHead head, Http1Limits limits) {
    return head.persists()
        ? Math.min(limits.idle().toNanos(), head.keepAlive().minus(Duration.ofSeconds(1)).toNanos())
        : 0;
  }
}
