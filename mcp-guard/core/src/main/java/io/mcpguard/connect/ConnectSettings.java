package io.mcpguard.connect;

import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What one connect is told.
 *
 * @param endpoint the MCP server's URL, as the user typed it
 * @param clientId how the authorization server knows this program; empty text to register
 * @param state the directory of keys and tokens
 * @param hosts further hosts that may have private addresses
 * @param plain where plain HTTP may lead
 * @param patience how long a request waits for a login
 */
public record ConnectSettings(
    Destination endpoint,
    String clientId,
    Path state,
    Set<String> hosts,
    PlainHttp plain,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  public ConnectSettings {
    hosts = Set.copyOf(hosts);
  }

  /** A client that registers itself, and waits two minutes. */
  public static ConnectSettings of(Destination endpoint, Path state) {
    return new ConnectSettings(endpoint, "", state, Set.of(), PlainHttp.LOOPBACK, PATIENCE);
  }

  /** The same as this client. */
  public ConnectSettings as(String id) {
    return new ConnectSettings(endpoint, id, state, hosts, plain, patience);
  }

  /** The same, with hosts that may have private addresses (RFC 1918, 4193, 6598). */
  public ConnectSettings allowingHosts(Set<String> named) {
    return new ConnectSettings(endpoint, clientId, state, named, plain, patience);
  }

  /** The same, with plain HTTP wherever somebody wants it. */
  public ConnectSettings allowingPlainHttp() {
    return new ConnectSettings(
        endpoint, clientId, state, hosts, PlainHttp.ALLOWED_ANYWHERE, patience);
  }

  /** The same with another wait for a login. */
  public ConnectSettings waiting(Duration longest) {
    return new ConnectSettings(endpoint, clientId, state, hosts, plain, longest);
  }

  /**
   * What may be dialled: what is public, what the user named, and loopback only where the user's
   * own URL is loopback.
   */
  AddressPolicy policy() {
    Set<String> named = new HashSet<>(hosts);
    named.add(endpoint.host());
    AddressPolicy policy = AddressPolicy.publicOnly().allowingHosts(named);
    return policy.isAllowedLoopback(endpoint) ? policy.allowingLoopback() : policy;
  }

  /** Whether the user's own URL may be used as it is. */
  public boolean mayConnect() {
    return mayAsk(endpoint);
  }

  /** Whether this place may be asked in the form that its URL has. */
  boolean mayAsk(Destination place) {
    return switch (plain) {
      case LOOPBACK -> place.tls() || policy().isAllowedLoopback(place);
      case ALLOWED_ANYWHERE -> true;
    };
  }
}
