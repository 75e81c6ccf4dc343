package io.mcpguard.server.config;

import io.mcpguard.catalog.Glob;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Which upstreams a pattern of targets, {@code server/name}, can speak of. */
final class UpstreamPatterns {
  private UpstreamPatterns() {}

  static Set<String> matched(String pattern, Collection<String> upstreams) {
    int slash = pattern.indexOf('/');
    String server = slash < 0 ? pattern : pattern.substring(0, slash);
    Set<String> found = new HashSet<>();
    if (slash == 0 || (slash < 0 && !pattern.contains("**"))) {
      return found;
    }
    for (String upstream : upstreams) {
      if (Glob.of(server).matches(upstream) || crosses(server, upstream)) {
        found.add(upstream);
      }
    }
    return found;
  }

  /** {@code **} may stand for the slash too. */
  private static boolean crosses(String server, String upstream) {
    int stars = server.indexOf("**");
    return stars >= 0 && upstream.startsWith(server.substring(0, stars));
  }

  static boolean matchesOne(String pattern, Collection<String> names) {
    return names.stream().anyMatch(Glob.of(pattern)::matches);
  }

  static String known(Configuration configuration) {
    return ", and there are " + String.join(", ", configuration.upstreams().keySet());
  }
}
