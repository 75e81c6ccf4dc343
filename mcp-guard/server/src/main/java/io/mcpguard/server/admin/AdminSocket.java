package io.mcpguard.server.admin;

import io.mcpguard.server.local.Lines;
import io.mcpguard.server.local.OwnerSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a running guard takes {@link AdminRequest}s: a socket that its own user can open. */
public final class AdminSocket implements AutoCloseable {
  /** Longest request, in bytes. */
  static final int REQUEST = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final int MOST = 16;

  private final OwnerSocket socket;
  private final Administration administration;

  private AdminSocket(OwnerSocket socket, Administration administration) {
    this.socket = socket;
    this.administration = administration;
  }

  /** A socket that listens nowhere before {@link #start}. */
  public static AdminSocket at(Path path, Administration administration) throws IOException {
    return new AdminSocket(OwnerSocket.at(path, MOST), administration);
  }

  /**
   * Begins to listen. The caller holds the data directory.
   *
   * @throws IOException when the socket cannot be made
   */
  public void start() throws IOException {
    socket.start(this::serve);
  }

  private void serve(SocketChannel channel) throws IOException {
    try (Lines lines = new Lines(channel, DEADLINE)) {
      lines.write(answer(lines.read(REQUEST)).bytes());
    }
  }

  /** A stray throw is an answer too; what was asked may be private and is not logged. */
  private AdminAnswer answer(byte[] line) {
    try {
      return administration.answer(AdminRequest.read(line));
    } catch (IOException e) {
      return AdminAnswer.wrong(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("an admin request failed", e);
      return AdminAnswer.unreachable("a failure of the guard itself; see its log");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
