package io.mcpguard.server.admin;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One line each way over a channel that is given up at a deadline, whatever the other side does.
 */
final class Lines implements AutoCloseable {
  /** Longest request. */
  static final int REQUEST = 16 * 1024;

  /** Longest answer. */
  static final int ANSWER = 32 * 1024 * 1024;

  private static final int STEP = 16 * 1024;

  private final SocketChannel channel;
  private final Thread deadline;

  Lines(SocketChannel channel, Duration most) {
    this.channel = channel;
    this.deadline = Thread.ofVirtual().name("admin-deadline").start(() -> end(channel, most));
  }

  private static void end(SocketChannel channel, Duration most) {
    try (channel) {
      Thread.sleep(most);
    } catch (InterruptedException | IOException over) {
      // Either the exchange is over, or the channel is: nothing is left to end.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next line without its end.
   *
   * @throws IOException when it is longer than {@code most} bytes, cut short, or the time is over
   */
  byte[] read(int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(STEP);
    while (true) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other side of the admin socket went away");
      }
      for (int i = 0; i < buffer.position(); i++) {
        if (buffer.get(i) == '\n') {
          line.write(buffer.array(), 0, i);
          return line.toByteArray();
        }
      }
      line.write(buffer.array(), 0, buffer.position());
      if (line.size() > most) {
        throw new IOException("a line on the admin socket is longer than " + most + " bytes");
      }
    }
  }

  void write(byte[] line) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Ends the exchange and closes the channel. */
  @Override
  public void close() throws IOException {
    deadline.interrupt();
    channel.close();
  }
}
