package io.mcpguard.server.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 0 for any free one, at most 65535
 */
public record HostPort(String host, int port) {
  /** Brackets are of what has colons, and of nothing else (RFC 3986 §3.2.2). */
  private static final Pattern FORM =
      Pattern.compile("(\\[[^\\[\\]\\s:]*:[^\\[\\]\\s]*]|[^\\[\\]\\s:]+):([0-9]{1,5})");

  /** Reads {@code host:port}; empty when it is not of that form. */
  public static Optional<HostPort> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() && Integer.parseInt(form.group(2)) <= 65535
        ? Optional.of(
            new HostPort(form.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(form.group(2))))
        : Optional.empty();
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
