package io.mcpguard.http;

import java.io.IOException;

/**
 * The chunked coding (RFC 9112 §7.1), read strictly: a size is 1 to 15 hexadecimal digits, every
 * line ends in CRLF, extensions and trailers are bounded, checked and dropped.
 */
final class Chunks {
  private static final int MOST_DIGITS = 15;
  private static final int LONGEST_EXTENSION = 256;

  private final Inflow in;
  private final Http1Limits limits;
  private long left;
  private boolean first = true;
  private boolean ended;

  Chunks(Inflow in, Http1Limits limits) {
    this.in = in;
    this.limits = limits;
  }

  /** At least one byte of content, or -1 after the last chunk and its trailers. */
  int read(byte[] into, int from, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (left == 0 && !nextChunk()) {
      ended = true;
      return -1;
    }
    int got = in.read(into, from, (int) Math.min(length, left));
    if (got < 0) {
      throw early();
    }
    left -= got;
    return got;
  }

  private boolean nextChunk() throws IOException {
    if (!first) {
      lineEnd();
    }
    first = false;
    left = size();
    if (left > 0) {
      return true;
    }
    ResponseHead.checkTrailers(in.head(limits.headBytes()), limits.headFields());
    return false;
  }

  private long size() throws IOException {
    long size = 0;
    int digits = 0;
    int c = byteOrFail();
    for (int digit = Character.digit(c, 16); digit >= 0; digit = Character.digit(c, 16)) {
      if (++digits > MOST_DIGITS) {
        throw Http1Failure.malformed("a chunk's size has too many digits");
      }
      size = size << 4 | digit;
      c = byteOrFail();
    }
    if (digits == 0) {
      throw Http1Failure.malformed("a chunk has no size");
    }
    extension(c);
    return size;
  }

  /** {@code *( BWS ";" … ) CRLF}; nothing but blanks may stand before the first semicolon. */
  private void extension(int first) throws IOException {
    int c = first;
    boolean extended = false;
    for (int length = 0; c != '\r'; length++) {
      boolean text = extended && c >= '!' && c <= '~';
      extended |= c == ';';
      if ((!text && c != ';' && c != ' ' && c != '\t') || length == LONGEST_EXTENSION) {
        throw Http1Failure.malformed("a chunk's size is followed by something unexpected");
      }
      c = byteOrFail();
    }
    if (!extended && first != '\r') {
      throw Http1Failure.malformed("a chunk's size is followed by something unexpected");
    }
    if (byteOrFail() != '\n') {
      throw Http1Failure.malformed("a chunk's size line does not end in CRLF");
    }
  }

  private void lineEnd() throws IOException {
    if (byteOrFail() != '\r' || byteOrFail() != '\n') {
      throw Http1Failure.malformed("a chunk is longer than its size");
    }
  }

  private int byteOrFail() throws IOException {
    int next = in.next();
    if (next < 0) {
      throw early();
    }
    return next;
  }

  private static Http1Failure early() {
    return Http1Failure.sent(Http1Failure.Kind.BROKEN, "the connection ended in a chunk");
  }
}
