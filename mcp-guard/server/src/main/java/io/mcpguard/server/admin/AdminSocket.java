package io.mcpguard.server.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a running guard takes {@link AdminRequest}s: a Unix domain socket of mode 0600.
 *
 * <p>The attacker is a local program of another user, kept out by the modes of the socket and of
 * the data directory, or one that opens connections and says nothing: each has a deadline, and
 * there are few at a time.
 */
public final class AdminSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST = 16;

  private final Path path;
  private final ServerSocketChannel server;
  private final Administration administration;
  private final Semaphore places = new Semaphore(MOST);

  private AdminSocket(Path path, ServerSocketChannel server, Administration administration) {
    this.path = path;
    this.server = server;
    this.administration = administration;
  }

  /** A socket that listens nowhere before {@link #start}. */
  public static AdminSocket at(Path path, Administration administration) throws IOException {
    return new AdminSocket(
        path, ServerSocketChannel.open(StandardProtocolFamily.UNIX), administration);
  }

  /**
   * Begins to listen. The caller holds the data directory, so a socket that lies there is one that
   * a killed guard left.
   *
   * @throws IOException when the socket cannot be made
   */
  public void start() throws IOException {
    Files.deleteIfExists(path);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new IOException(
          path + ": cannot listen there; a data directory with a shorter path may help", e);
    }
    Thread.ofVirtual().name("admin").start(this::accept);
  }

  /** Survives what passes, such as a want of file descriptors: the kill switch has to. */
  private void accept() {
    while (server.isOpen()) {
      try {
        take(server.accept());
      } catch (ClosedChannelException stopping) {
        LOG.debug("the admin socket is closed");
      } catch (IOException e) {
        LOG.warn("the admin socket could not take a request: {}", e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void take(SocketChannel channel) throws IOException {
    if (places.tryAcquire()) {
      Thread.ofVirtual().name("admin-request").start(() -> serve(channel));
    } else {
      channel.close();
    }
  }

  private void serve(SocketChannel channel) {
    try (Lines lines = new Lines(channel, DEADLINE)) {
      lines.write(answer(lines.read(Lines.REQUEST)).bytes());
    } catch (IOException e) {
      LOG.debug("an admin request ended early: {}", e.getMessage());
    } finally {
      places.release();
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
    boolean bound = server.getLocalAddress() != null;
    server.close();
    if (bound) {
      Files.deleteIfExists(path);
    }
  }
}
