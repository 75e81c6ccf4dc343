package io.mcpguard.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What a problem may show of a URL: scheme, host and port. Operators write passwords before the
 * host, and keys into path and query.
 */
final class ShownUrl {
  private ShownUrl() {}

  static String of(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }

  /** Says what {@code text} was that cannot be taken as a URL. */
  static String was(String text) {
    if (text.indexOf('@') >= 0) {
      return ", was one with user info"
          + readable(text).map(url -> ", " + of(url)).orElse("")
          + "; credentials belong under `credential`";
    }
    return readable(text)
        .map(url -> ", was " + of(url) + (url.getRawFragment() == null ? "" : " with a fragment"))
        .orElse(", was one without a host, or with characters that must be percent-encoded");
  }

  /** Empty also where an {@code @} leaves open what is the host and what a password. */
  private static Optional<URI> readable(String text) {
    try {
      URI url = new URI(text);
      boolean clear =
          text.indexOf('@') < 0
              || (url.getRawUserInfo() != null && text.indexOf('@') == text.lastIndexOf('@'));
      return clear && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
