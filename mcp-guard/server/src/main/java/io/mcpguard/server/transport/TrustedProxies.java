package io.mcpguard.server.transport;

import io.mcpguard.http.AddressLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Reverse proxies that the operator named: what they say of who calls is believed, and what anybody
 * else says of it is not looked at.
 *
 * <p>The attacker writes an {@code X-Forwarded-For} of their own. Each proxy adds the address that
 * it sees at the end, so that the last one which is no proxy's is the client, and whatever stands
 * before it is the client's own text.
 */
final class TrustedProxies implements HttpConfiguration.Customizer {
  private static final String FORWARDED = "X-Forwarded-For";
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

  private final Set<InetAddress> proxies;

  private TrustedProxies(Set<InetAddress> proxies) {
    this.proxies = Set.copyOf(proxies);
  }

  /** Proxies at these addresses; a text that is none stands for nobody. */
  static TrustedProxies at(Set<String> addresses) {
    return new TrustedProxies(
        addresses.stream().flatMap(text -> address(text).stream()).collect(Collectors.toSet()));
  }

  boolean isAnybody() {
    return !proxies.isEmpty();
  }

  boolean hold(InetAddress peer) {
    return proxies.contains(peer);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress peer
            && hold(peer.getAddress())
        ? client(request.getHeaders().getValuesList(FORWARDED))
            .<Request>map(client -> new Forwarded(request, new InetSocketAddress(client, 0)))
            .orElse(request)
        : request;
  }

  /** The last address that is no proxy's; empty where one behind it cannot be read. */
  private Optional<InetAddress> client(List<String> fields) {
    List<String> hops = List.of(String.join(",", fields).split(",", -1));
    Optional<InetAddress> client = Optional.empty();
    for (String hop : hops.reversed()) {
      client = address(hop.strip());
      if (client.filter(this::hold).isEmpty()) {
        return client;
      }
    }
    return client;
  }

  /** An address, maybe with a port; no name is ever looked up. */
  static Optional<InetAddress> address(String text) {
    boolean bracketed = text.startsWith("[");
    boolean ported = bracketed || text.indexOf(':') == text.lastIndexOf(':');
    String alone = ported ? PORT.matcher(text).replaceFirst("") : text;
    return AddressLiteral.of(
        bracketed && alone.endsWith("]") ? alone.substring(1, alone.length() - 1) : alone);
  }

  /** A request by whom the proxy says. */
  private static final class Forwarded extends Request.Wrapper {
    private final ConnectionMetaData connection;

    Forwarded(Request request, InetSocketAddress client) {
      super(request);
      this.connection =
          new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return client;
            }
          };
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }
}
