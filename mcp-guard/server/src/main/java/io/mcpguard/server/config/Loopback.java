package io.mcpguard.server.config;

/** Which hosts are this machine, told by their text alone: no name is looked up. */
final class Loopback {
  private Loopback() {}

  static boolean isLoopback(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return bare.equals("localhost")
        || bare.equals("::1")
        || bare.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }
}
