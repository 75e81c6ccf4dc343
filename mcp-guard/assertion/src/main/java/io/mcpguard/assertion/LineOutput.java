package io.mcpguard.assertion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes whole lines, so that those of two writers do not mix. */
final class LineOutput extends OutputStream {
  private final OutputStream out;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream(1024);

  LineOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public synchronized void write(int next) throws IOException {
    begun.write(next);
    if (next == '\n') {
      begun.writeTo(out);
      begun.reset();
      out.flush();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      write(bytes[i]);
    }
  }

  /** One line of another writer, between those that are begun here. */
  synchronized void line(byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
    out.flush();
  }

  /** What is not a whole line waits. */
  @Override
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
