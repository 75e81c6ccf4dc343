package io.mcpguard.authserver.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of redirect URIs.
 *
 * <p>The attacker is somebody who wants a code sent elsewhere. So a URI matches a registered one
 * only as text (RFC 9700 §4.1.3), with one exception: the port of a loopback address is free, since
 * native apps take the port they are given (RFC 8252 §7.3). The RFC grants that to {@code
 * 127.0.0.1} and {@code [::1]}; {@code localhost} is treated the same, because most MCP clients
 * register it. The three are not exchangeable.
 */
public final class RedirectUri {
  private static final int LONGEST = 2048;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  /** Schemes a browser runs, shows or hands to something other than an app that registered them. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "javascript",
          "data",
          "vbscript",
          "file",
          "blob",
          "about",
          "filesystem",
          "view-source",
          "ws",
          "wss",
          "ftp",
          "mailto",
          "tel",
          "sms",
          "jar",
          "chrome",
          "edge",
          "ms-settings");

  private RedirectUri() {}

  /**
   * Reads a URI that may be registered: absolute, no fragment, no user, scheme and host in lower
   * case; HTTPS, loopback HTTP or an app's scheme.
   */
  public static Optional<URI> acceptable(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      boolean plain =
          uri.isAbsolute()
              && uri.getRawFragment() == null
              && uri.getRawUserInfo() == null
              && isLowerCase(uri.getScheme())
              && (uri.getHost() == null || isLowerCase(uri.getHost()));
      return plain && schemeFits(uri) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** Another spelling of a scheme or host would slip past whoever compares it as text. */
  private static boolean isLowerCase(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT));
  }

  private static boolean schemeFits(URI uri) {
    return switch (uri.getScheme()) {
      case "https" -> uri.getHost() != null;
      case "http" -> isLoopback(uri);
      case String scheme -> !DANGEROUS.contains(scheme);
    };
  }

  /**
   * Whether answers go to this very machine over plain HTTP, where any local program can listen.
   */
  public static boolean isLoopback(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme())
        && uri.getHost() != null
        && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /** The URI, if the request's text is acceptable and matches one of those registered. */
  public static Optional<URI> match(String asked, List<String> registered) {
    return acceptable(asked)
        .filter(uri -> registered.stream().anyMatch(one -> matches(asked, uri, one)));
  }

  private static boolean matches(String asked, URI uri, String registered) {
    if (asked.equals(registered)) {
      return true;
    }
    return isLoopback(uri)
        && acceptable(registered)
            .filter(RedirectUri::isLoopback)
            .filter(one -> withoutPort(one).equals(withoutPort(uri)))
            .isPresent();
  }

  private static String withoutPort(URI uri) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return uri.getScheme() + "://" + uri.getHost() + uri.getRawPath() + query;
  }
}
