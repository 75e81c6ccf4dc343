package io.mcpguard.http;

import java.io.IOException;

/** The bytes of one connection, plain or TLS. Blocking; closing the channel ends it. */
interface Wire {

  /** Reads at least one byte into the range, or answers -1 at the end. */
  int read(byte[] into, int from, int length) throws IOException;

  /** Writes the whole range. */
  void write(byte[] bytes, int from, int length) throws IOException;

  /**
   * True if an idle connection is no longer good: the other side closed it, or sent a byte nobody
   * asked for. One read that does not block; the connection must not be used after {@code true}.
   */
  boolean isStale();
}
