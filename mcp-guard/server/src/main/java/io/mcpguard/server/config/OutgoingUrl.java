package io.mcpguard.server.config;

import io.mcpguard.http.Destination;
import io.mcpguard.http.UrlRefused;
import java.net.URI;

/** Checks a URL below which the guard itself sends evidence: https, or loopback; no query. */
final class OutgoingUrl {
  private OutgoingUrl() {}

  static void check(String key, URI url, Problems problems) {
    try {
      Destination destination = Destination.of(url.toString());
      if (!destination.tls() && !Loopback.isLoopback(destination.host())) {
        problems.add(key, ShownUrl.of(url) + " is plain HTTP beyond loopback; use https");
      }
      if (destination.path().contains("?")) {
        problems.add(key, "must have no query");
      }
    } catch (UrlRefused e) {
      problems.add(key, "cannot be dialled: " + e.getMessage());
    }
  }
}
