package io.mcpguard.catalog;

import java.util.Locale;

/**
 * Whether a URI means to every reader what its text says. The attacker writes {@code
 * file:///srv/docs/%2e%2e/secret} and hopes that a pattern sees less than the tool server does.
 */
public final class PlainUri {
  private PlainUri() {}

  public static boolean isPlain(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    if (lower.contains("%2e")
        || lower.contains("%2f")
        || lower.contains("%5c")
        || lower.contains("%00")) {
      return false;
    }
    if (uri.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7f)) {
      return false;
    }
    // A server that opens the URI as a path knows no query and no fragment.
    for (String segment : uri.split("[/?#]", -1)) {
      if (segment.equals("..") || segment.equals(".")) {
        return false;
      }
    }
    return true;
  }
}
