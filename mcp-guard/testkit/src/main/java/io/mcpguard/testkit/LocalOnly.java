package io.mcpguard.testkit;

import java.net.URI;
import java.util.List;

/** Host and Origin as a server on loopback must check them (MCP transports, security warning). */
final class LocalOnly {
  private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");

  private LocalOnly() {}

  static boolean admits(Received request) {
    return request.headers("Host").stream().allMatch(host -> local("http://" + host))
        && request.headers("Origin").stream().allMatch(LocalOnly::local);
  }

  private static boolean local(String origin) {
    try {
      return NAMES.contains(String.valueOf(URI.create(origin).getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
