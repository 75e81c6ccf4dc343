package io.mcpguard.server.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Request;

/**
 * The few connections that are taken beyond the bound only to be told so: their first request is
 * refused by the {@link Turnstile}, and they are closed soon even if none comes. Whoever comes when
 * these are used up too waits until there is room, as Jetty has it.
 */
final class Overflow implements SelectorManager.AcceptListener, Connection.Listener {
  /** How many there are. */
  static final int PLACES = 256;

  private static final long IDLE_MILLIS = 2_000;

  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<SelectableChannel, SocketAddress> beyond = new ConcurrentHashMap<>();
  private final Set<SocketAddress> sources = ConcurrentHashMap.newKeySet();

  /** Beyond {@code most} connections. */
  Overflow(int most) {
    this.most = most;
  }

  /** Whether the request came on one of these connections. */
  boolean holds(Request request) {
    return !sources.isEmpty()
        && sources.contains(
            request.getConnectionMetaData().getConnection().getEndPoint().getRemoteSocketAddress());
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    try {
      if (open.incrementAndGet() > most && channel instanceof SocketChannel socket) {
        SocketAddress from = socket.getRemoteAddress();
        if (from != null) {
          beyond.put(channel, from);
          sources.add(from);
        }
      }
    } catch (IOException gone) {
      // Whoever has left already is told nothing.
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    open.decrementAndGet();
    SocketAddress left = beyond.remove(channel);
    if (left != null) {
      sources.remove(left);
    }
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint end = connection.getEndPoint();
    if (!sources.isEmpty() && sources.contains(end.getRemoteSocketAddress())) {
      end.setIdleTimeout(IDLE_MILLIS);
    }
  }

  @Override
  public void onClosed(Connection connection) {}
}
