package io.mcpguard.http;

/** How the body of an answer ends (RFC 9112 §6.3). */
record Framing(End end, long length) {
  static final Framing NO_BODY = new Framing(End.LENGTH, 0);
  static final Framing CHUNKED = new Framing(End.CHUNKED, -1);
  static final Framing UNTIL_CLOSE = new Framing(End.CLOSE, -1);

  enum End {
    LENGTH,
    CHUNKED,
    CLOSE
  }

  static Framing ofLength(long length) {
    return new Framing(End.LENGTH, length);
  }
}
