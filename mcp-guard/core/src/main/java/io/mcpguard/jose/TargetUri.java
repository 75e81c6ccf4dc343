package io.mcpguard.jose;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The URI of a request as {@code htu} is compared with it: without query and fragment, and after
 * normalization by syntax and scheme (RFC 9449 §4.3, RFC 3986 §6.2.2 and §6.2.3).
 */
final class TargetUri {
  private TargetUri() {}

  /** Whether {@code claimed} names the same as {@code own}, which is ours. */
  static boolean same(String claimed, String own) {
    return claimed.equals(own)
        || normal(claimed)
            .filter(claim -> normal(own).filter(claim::equals).isPresent())
            .isPresent();
  }

  /** The one spelling of this URI; nothing where it is no absolute HTTP URI or names a user. */
  static Optional<String> normal(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
        return Optional.empty();
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        return Optional.empty();
      }
      return Optional.of(
          scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port(scheme, uri) + path(uri));
    } catch (URISyntaxException noUri) {
      return Optional.empty();
    }
  }

  private static String port(String scheme, URI uri) {
    int usual = scheme.equals("https") ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
  }

  /** Escapes first: {@code %2E%2E} is a dot segment too (RFC 3986 §6.2.2.2, §6.2.2.3). */
  private static String path(URI uri) throws URISyntaxException {
    String path = new URI(escapes(uri.getRawPath())).normalize().getRawPath();
    return path.isEmpty() ? "/" : path;
  }

  private static String escapes(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) != '%') {
        out.append(path.charAt(i));
        continue;
      }
      String digits = path.substring(i + 1, i + 3);
      char plain = (char) Integer.parseInt(digits, 16);
      if (isUnreserved(plain)) {
        out.append(plain);
      } else {
        out.append('%').append(digits.toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return out.toString();
  }

  /** RFC 3986 §2.3. */
  private static boolean isUnreserved(char c) {
    return c < 0x80
        && ((c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || "-._~".indexOf(c) >= 0);
  }
}
