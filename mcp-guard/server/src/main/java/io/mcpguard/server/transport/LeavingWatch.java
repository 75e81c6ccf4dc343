package io.mcpguard.server.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Notices clients that close their connection while they wait for an answer. Jetty reads nothing
 * between a request and its response, so it sees that at its next write.
 *
 * <p>Four times a second this reads from the connections of those that wait, without waiting
 * itself. What a client sends ahead (RFC 9112 §9.3.2) goes where Jetty looks for the next request;
 * its connection is left alone from then on, because nobody knows what stands before its end.
 */
final class LeavingWatch extends AbstractLifeCycle {
  private static final long PAUSE_MILLIS = 250;

  /** A client that has waited for so many looks is looked at in every eighth only. */
  private static final int OFTEN = 40;

  private static final int SELDOM = 8;
  private static final int AHEAD = 1024;

  private final Set<Client> waiting = ConcurrentHashMap.newKeySet();
  private final ByteBuffer ahead = BufferUtil.allocate(AHEAD);
  private Optional<ScheduledExecutorService> clock = Optional.empty();

  /** One client that waits. */
  final class Client implements AutoCloseable {
    private final HttpConnection connection;
    private final Runnable left;
    private final ReentrantLock reading = new ReentrantLock();
    private boolean over;
    private int looks;

    private Client(HttpConnection connection, Runnable left) {
      this.connection = connection;
      this.left = left;
    }

    private void look() {
      looks++;
      boolean due = looks > 1 && (looks < OFTEN || looks % SELDOM == 0);
      if (due && hasLeft()) {
        waiting.remove(this);
        Thread.ofVirtual().name("client-left").start(left);
      }
    }

    private boolean hasLeft() {
      if (!reading.tryLock()) {
        return false;
      }
      try {
        return !over && connection.isRequestBufferEmpty() && isAtEnd();
      } finally {
        reading.unlock();
      }
    }

    private boolean isAtEnd() {
      BufferUtil.clear(ahead);
      try {
        int read = connection.getEndPoint().fill(ahead);
        if (read > 0) {
          connection.onUpgradeTo(ahead);
        }
        return read < 0;
      } catch (IOException | RuntimeException gone) {
        return true; // Nobody is answered over what cannot be read; the others are looked at still.
      }
    }

    /** It is answered now; nothing is read from its connection here after this returns. */
    @Override
    public void close() {
      waiting.remove(this);
      reading.lock();
      try {
        over = true;
      } finally {
        reading.unlock();
      }
    }
  }

  /**
   * Watches the client of a request whose body was read, until that is closed; empty where its
   * connection is none that can be read here.
   */
  Optional<Client> over(Request request, Runnable left) {
    if (!(request.getConnectionMetaData().getConnection() instanceof HttpConnection connection)) {
      return Optional.empty();
    }
    Client client = new Client(connection, left);
    waiting.add(client);
    return Optional.of(client);
  }

  @Override
  protected void doStart() {
    ScheduledExecutorService own =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("leaving-watch").factory());
    var unused =
        own.scheduleWithFixedDelay(
            () -> waiting.forEach(Client::look), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    clock = Optional.of(own);
  }

  @Override
  protected void doStop() {
    clock.ifPresent(ScheduledExecutorService::shutdownNow);
  }
}
