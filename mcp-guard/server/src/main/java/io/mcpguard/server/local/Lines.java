package io.mcpguard.server.local;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One line each way over a channel that is given up at a deadline, whatever the other side does.
 */
public final class Lines implements AutoCloseable {
  private static final int STEP = 16 * 1024;

  private final SocketChannel channel;
  private final Thread deadline;

  /** Speaks on {@code channel}, which is closed when {@code most} has passed before the end. */
  public Lines(SocketChannel channel, Duration most) {
    this.channel = channel;
    this.deadline = Thread.ofVirtual().name("deadline").start(() -> end(channel, most));
  }

  private static void end(SocketChannel channel, Duration most) {
    try {
      Thread.sleep(most);
      channel.close();
    } catch (InterruptedException | IOException over) {
      // Either the exchange is over, or the channel is: nothing is left to end.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next line without its end. The other side waits for an answer to it before it says more.
   *
   * @throws IOException when it is longer than {@code most} bytes, cut short, or the time is over
   */
  public byte[] read(int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(STEP);
    while (true) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other side of the socket went away");
      }
      int end = end(buffer);
      line.write(buffer.array(), 0, end);
      if (line.size() > most) {
        throw new IOException("a line on the socket is longer than " + most + " bytes");
      }
      if (end + 1 < buffer.position()) {
        throw new IOException("more than one line came on the socket");
      }
      if (end < buffer.position()) {
        return line.toByteArray();
      }
    }
  }

  private static int end(ByteBuffer buffer) {
    int at = 0;
    while (at < buffer.position() && buffer.get(at) != '\n') {
      at++;
    }
    return at;
  }

  /** Writes a line, whose end is added. */
  public void write(byte[] line) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Ends the exchange; the channel stays open. */
  @Override
  public void close() {
    deadline.interrupt();
  }
}
