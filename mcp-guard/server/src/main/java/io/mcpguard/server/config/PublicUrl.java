package io.mcpguard.server.config;

import java.net.URI;

/** The URL that agents know, where the file does not say it. */
final class PublicUrl {
  private PublicUrl() {}

  static Configuration complete(Configuration c) {
    if (!c.listen().publicUrl().equals(Settings.UNSAID)) {
      return c;
    }
    String scheme = c.tls().isPresent() ? "https" : "http";
    URI url = URI.create(scheme + "://" + c.listen().mcp());
    return c.listen(new Listen(c.listen().mcp(), c.listen().admin(), url));
  }
}
