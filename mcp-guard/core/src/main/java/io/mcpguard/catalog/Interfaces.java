package io.mcpguard.catalog;

import io.mcpguard.assertion.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tools name which user interface as their own (MCP Apps, {@code
 * io.modelcontextprotocol/ui}), as far as their definitions were seen.
 *
 * <p>The attacker is a tool server whose harmless tool names something else as its interface, to
 * have it read with that tool's scope. So only {@code ui://} counts, only where it stands in the
 * part of the definition that is pinned, and only for the definition of that digest.
 */
public final class Interfaces {
  private static final String SCHEME = "ui://";
  private static final int LONGEST_URI = 4 * 1024;

  /** By upstream and URI: the digest of the definition that names it, by its tool. */
  private final Map<String, Map<String, Map<String, String>>> known = new ConcurrentHashMap<>();

  /** Whether a resource is a user interface. */
  static boolean isOne(String uri) {
    return uri.startsWith(SCHEME) && PlainUri.isPlain(uri);
  }

  /** Learns what one tool's definition, of this digest, names. */
  public void see(String upstream, String tool, String digest, JsonObject definition) {
    Optional<String> named =
        definition
            .object("_meta")
            .flatMap(meta -> meta.object("ui"))
            .flatMap(ui -> ui.string("resourceUri"))
            .filter(uri -> uri.length() <= LONGEST_URI && isOne(uri));
    if (named.isEmpty()) {
      return;
    }
    Map<String, Map<String, String>> uris =
        known.computeIfAbsent(upstream, name -> new ConcurrentHashMap<>());
    if (uris.size() < Catalog.MOST_TOOLS || uris.containsKey(named.get())) {
      Map<String, String> tools =
          uris.computeIfAbsent(named.get(), uri -> new ConcurrentHashMap<>());
      if (tools.size() < Catalog.MOST_TOOLS || tools.containsKey(tool)) {
        tools.put(tool, digest);
      }
    }
  }

  /** Forgets what is named by no definition of these digests any more. */
  void keep(String upstream, Map<String, String> digests) {
    Map<String, Map<String, String>> uris = known.getOrDefault(upstream, new ConcurrentHashMap<>());
    uris.values()
        .forEach(
            tools -> tools.entrySet().removeIf(e -> !e.getValue().equals(digests.get(e.getKey()))));
    uris.values().removeIf(Map::isEmpty);
  }

  /** The digest of each definition that names this URI, by its tool. */
  Map<String, String> naming(String upstream, String uri) {
    return Map.copyOf(known.getOrDefault(upstream, Map.of()).getOrDefault(uri, Map.of()));
  }
}
