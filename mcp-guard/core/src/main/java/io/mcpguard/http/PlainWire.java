package io.mcpguard.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A TCP connection. */
final class PlainWire implements Wire {
  /**
   * A heap buffer goes through a direct one of its size that the JDK keeps; so pieces are small.
   */
  private static final int PIECE = 64 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer oneByte = ByteBuffer.allocate(1);

  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, from, Math.min(length, PIECE)));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int end = from + length;
    for (int at = from; at < end; ) {
      at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(end - at, PIECE)));
    }
  }

  @Override
  public boolean isStale() {
    try {
      // Costs no system call on a virtual thread: there the descriptor already is non-blocking.
      channel.configureBlocking(false);
      boolean silent = channel.read(oneByte.clear()) == 0;
      channel.configureBlocking(true);
      return !silent;
    } catch (IOException closed) {
      return true;
    }
  }
}
