package io.mcpguard.stdio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes whole messages, one a line: "Messages are delimited by newlines, and MUST NOT contain
 * embedded newlines" (2026-07-28, basic/transports/stdio).
 */
public final class LineWriter {
  private final OutputStream out;
  private final Runnable onUnread;
  private final ReentrantLock turn = new ReentrantLock();
  private boolean unread;

  /** Writes to {@code out}; calls {@code onUnread} once nobody reads it any more. */
  public LineWriter(OutputStream out, Runnable onUnread) {
    this.out = out;
    this.onUnread = onUnread;
  }

  /** Writes one message. Once nobody reads, whatever comes is gone. */
  public void write(byte[] json) {
    byte[] line = line(json);
    turn.lock();
    try {
      if (!unread) {
        out.write(line);
        out.flush();
      }
    } catch (IOException nobodyReads) {
      unread = true;
      onUnread.run();
    } finally {
      turn.unlock();
    }
  }

  /** JSON holds no raw line break but as white space. */
  private static byte[] line(byte[] json) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(json.length + 1);
    for (byte b : json) {
      if (b != '\n' && b != '\r') {
        line.write(b);
      }
    }
    line.write('\n');
    return line.toByteArray();
  }
}
