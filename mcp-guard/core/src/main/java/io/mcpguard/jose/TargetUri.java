package io.mcpguard.jose;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
  private static String path(URI uri) {
    return withoutDots(escapes(uri.getRawPath()));
  }

  /** RFC 3986 §5.2.4. An empty segment is a segment: {@code //a/b} is not {@code /b}. */
  private static String withoutDots(String path) {
    List<String> segments = List.of(path.split("/", -1));
    Deque<String> kept = new ArrayDeque<>();
    for (int i = 1; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean dots = segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        kept.pollLast();
      }
      if (!dots) {
        kept.addLast(segment);
      } else if (i == segments.size() - 1) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
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
