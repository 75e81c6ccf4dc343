package io.mcpguard.server.config;

import java.net.URI;

/** The URL that agents know, where the file does not say it. */
final class PublicUrl {
  private PublicUrl() {}

  static Configuration complete(Configuration c) {
    if (!c.listen().publicUrl().equals(Settings.UNSAID)) {
      return c;
    }
    return c.listen(
        new Listen(c.listen().mcp(), c.listen().admin(), derived(c), c.listen().trustedProxies()));
  }

  /** Without the scheme's own port, as agents and browsers write it. */
  private static URI derived(Configuration c) {
    String mcp = c.listen().mcp().toString();
    return c.tls().isPresent()
        ? URI.create("https://" + mcp.replaceFirst(":443$", ""))
        : URI.create("http://" + mcp.replaceFirst(":80$", ""));
  }
}
