package io.mcpguard.export;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a stream, such as standard output. */
final class StreamSink implements Sink {
  private final OutputStream out;

  StreamSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public Delivery take(byte[] batch) {
    try {
      out.write(batch);
      out.flush();
      return new Delivery.Taken();
    } catch (IOException e) {
      return new Delivery.Failed("nobody reads its stream any more; start the guard again");
    }
  }
}
