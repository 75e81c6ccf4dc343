package io.mcpguard.federation;

import java.util.Optional;

/**
 * URIs that say whose they are: {@code server+scheme:…}, which is again a URI, and a template where
 * it was one. A {@code ui://} URI stays one, because hosts know it by that (MCP Apps): {@code
 * ui://server/…}.
 */
final class FederatedUris {
  private static final String UI = "ui://";

  private FederatedUris() {}

  /** A URI in two parts: whose it is, and what it is there. */
  record Divided(String server, String uri) {}

  static String federated(String server, String uri) {
    return uri.startsWith(UI) ? UI + server + "/" + uri.substring(UI.length()) : server + "+" + uri;
  }

  /** The parts; empty where there are none. */
  static Optional<Divided> divide(String federated) {
    return federated.startsWith(UI)
        ? divide(federated.substring(UI.length()), '/', UI)
        : divide(federated, '+', "");
  }

  private static Optional<Divided> divide(String text, char between, String scheme) {
    int at = text.indexOf(between);
    return at <= 0
        ? Optional.empty()
        : Optional.of(new Divided(text.substring(0, at), scheme + text.substring(at + 1)));
  }
}
