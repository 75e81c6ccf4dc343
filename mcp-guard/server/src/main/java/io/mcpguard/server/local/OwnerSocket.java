package io.mcpguard.server.local;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix domain socket of mode 0600 in the data directory, which has mode 0700.
 *
 * <p>The attacker is a local program of another user, kept out by these modes, or one that opens
 * connections and says nothing: there are few at a time, and what serves one sets a deadline.
 */
public final class OwnerSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerSocket.class);
  private static final long PAUSE_NANOS = 200_000_000;

  private final Path path;
  private final ServerSocketChannel server;
  private final Semaphore places;

  /** What is done with a connection, on a thread of its own; who does it closes it. */
  public interface Serving {
    /** Serves one connection to its end. */
    void serve(SocketChannel channel) throws IOException;
  }

  private OwnerSocket(Path path, ServerSocketChannel server, int most) {
    this.path = path;
    this.server = server;
    this.places = new Semaphore(most);
  }

  /**
   * A socket that listens nowhere before {@link #start}.
   *
   * @param most how many connections are served at a time; those beyond are closed
   */
  public static OwnerSocket at(Path path, int most) throws IOException {
    return new OwnerSocket(path, ServerSocketChannel.open(StandardProtocolFamily.UNIX), most);
  }

  /**
   * Begins to listen. The caller holds the data directory, so a socket that lies there is one that
   * a killed guard left.
   *
   * @throws IOException when the socket cannot be made
   */
  public void start(Serving serving) throws IOException {
    Files.deleteIfExists(path);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new IOException(
          path + ": cannot listen there; a data directory with a shorter path may help", e);
    }
    Thread.ofVirtual().name(path.getFileName().toString()).start(() -> accept(serving));
  }

  /**
   * A connection to whoever listens at {@code path}; empty when nobody does.
   *
   * @throws IOException when the socket is there but cannot be opened
   */
  public static Optional<SocketChannel> connect(Path path) throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return Optional.of(channel);
    } catch (ConnectException nobodyListens) {
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Survives what passes, such as a want of file descriptors: the kill switch has to. */
  private void accept(Serving serving) {
    while (server.isOpen()) {
      try {
        take(server.accept(), serving);
      } catch (ClosedChannelException stopping) {
        LOG.debug("{} is closed", path.getFileName());
      } catch (IOException e) {
        LOG.warn("{} could not take a connection: {}", path.getFileName(), e.getMessage());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void take(SocketChannel channel, Serving serving) throws IOException {
    if (places.tryAcquire()) {
      Thread.ofVirtual().name("served").start(() -> serve(channel, serving));
    } else {
      channel.close();
    }
  }

  private void serve(SocketChannel channel, Serving serving) {
    try (channel) {
      serving.serve(channel);
    } catch (IOException e) {
      LOG.debug("a connection to {} ended early: {}", path.getFileName(), e.getMessage());
    } finally {
      places.release();
    }
  }

  /** Takes no more; who is served is served to the end. */
  @Override
  public void close() throws IOException {
    boolean bound = server.getLocalAddress() != null;
    server.close();
    if (bound) {
      Files.deleteIfExists(path);
    }
  }
}
