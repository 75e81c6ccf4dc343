package io.mcpguard.server.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Closes a connection at once when its source has as many as one source may have, so that one alone
 * cannot take all there are. A source is an IPv4 address or the {@code /64} of an IPv6 one.
 */
final class SourceLimit implements SelectorManager.AcceptListener {
  private static final int IPV6_NETWORK = 8;

  private final int most;
  private final TrustedProxies proxies;
  private final Map<SelectableChannel, ByteBuffer> sources = new ConcurrentHashMap<>();
  private final Map<ByteBuffer, Integer> counts = new ConcurrentHashMap<>();

  /** Of all sources but the proxies, behind each of which there may be everybody. */
  SourceLimit(int most, TrustedProxies proxies) {
    this.most = most;
    this.proxies = proxies;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    try {
      if (channel instanceof SocketChannel socket
          && socket.getRemoteAddress() instanceof InetSocketAddress remote
          && !proxies.hold(remote.getAddress())) {
        ByteBuffer source = source(remote.getAddress());
        sources.put(channel, source);
        if (counts.merge(source, 1, Integer::sum) > most) {
          socket.close();
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
    ByteBuffer source = sources.remove(channel);
    if (source != null) {
      counts.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private static ByteBuffer source(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(bytes.length, IPV6_NETWORK)))
        .asReadOnlyBuffer();
  }
}
