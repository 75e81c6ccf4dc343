package io.mcpguard.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines that end in LF. A line beyond the bound is read to its end and counted, not kept. */
public final class LineReader {
  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[16 * 1024];
  private int at;
  private int end;
  private byte[] line = new byte[1024];
  private int length;
  private long total;

  /** Reads {@code in}; what of a line is beyond {@code mostBytes} is not kept. */
  public LineReader(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /** The next line without its end, cut at the bound; nothing at the end of the flow. */
  public Optional<byte[]> next() throws IOException {
    length = 0;
    total = 0;
    while (true) {
      if (at == end && !fill()) {
        return total > 0 ? Optional.of(taken()) : Optional.empty();
      }
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      add(stop);
      at = stop;
      if (stop < end) {
        at++;
        return Optional.of(taken());
      }
    }
  }

  /** True if the line handed out last was longer than the bound. */
  public boolean wasCut() {
    return total > mostBytes;
  }

  private byte[] taken() {
    byte[] taken = Arrays.copyOf(line, length);
    if (line.length > 64 * 1024) {
      line = new byte[1024];
    }
    return taken;
  }

  private void add(int stop) {
    int more = Math.min(stop - at, mostBytes - length);
    if (line.length - length < more) {
      line = Arrays.copyOf(line, Math.min(mostBytes, Math.max(2 * line.length, length + more)));
    }
    System.arraycopy(buffer, at, line, length, more);
    length += more;
    total += stop - at;
  }

  private boolean fill() throws IOException {
    int got = in.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(got, 0);
    return got > 0;
  }
}
