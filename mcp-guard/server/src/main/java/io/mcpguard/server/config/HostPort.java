package io.mcpguard.server.config;

import java.util.Optional;

/**
 * Where to listen.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 0 for any free one, at most 65535
 */
public record HostPort(String host, int port) {
  /** Reads {@code host:port}; empty when it is not of that form. */
  public static Optional<HostPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (port > 65535 || (host.contains(":") && !bracketed)) {
      return Optional.empty();
    }
    return Optional.of(new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port));
  }

  /** True for this machine's own names and addresses, which no other machine reaches. */
  public boolean isLoopback() {
    return Loopback.isLoopback(host);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
