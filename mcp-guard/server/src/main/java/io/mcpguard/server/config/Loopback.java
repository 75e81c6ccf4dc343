package io.mcpguard.server.config;

import io.mcpguard.http.AddressLiteral;

/** Which hosts are this machine, told by their text alone: no name is looked up. */
final class Loopback {
  private Loopback() {}

  static boolean isLoopback(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return bare.equals("localhost")
        || bare.equals("::1")
        || (bare.startsWith("127.") && AddressLiteral.of(bare).isPresent());
  }
}
