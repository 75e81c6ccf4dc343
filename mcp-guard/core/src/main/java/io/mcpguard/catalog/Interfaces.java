package io.mcpguard.catalog;

import io.mcpguard.assertion.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final OfUpstream NONE = new OfUpstream();

  private final Map<String, OfUpstream> known = new ConcurrentHashMap<>();

  /** What a tool's definition of this digest names. */
  private record Interface(String uri, String digest) {}

  /** The interface of each tool of one upstream, and which tools have it. */
  private static final class OfUpstream {
    private final Map<String, Interface> byTool = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> byUri = new ConcurrentHashMap<>();

    synchronized void put(String tool, Interface named) {
      remove(tool);
      if (byTool.size() < Catalog.MOST_TOOLS) {
        byTool.put(tool, named);
        byUri.computeIfAbsent(named.uri(), uri -> ConcurrentHashMap.newKeySet()).add(tool);
      }
    }

    synchronized void remove(String tool) {
      Interface before = byTool.remove(tool);
      if (before != null) {
        Set<String> tools = byUri.getOrDefault(before.uri(), ConcurrentHashMap.newKeySet());
        tools.remove(tool);
        if (tools.isEmpty()) {
          byUri.remove(before.uri());
        }
      }
    }

    Map<String, String> naming(String uri) {
      Map<String, String> digests = new HashMap<>();
      for (String tool : byUri.getOrDefault(uri, Set.of())) {
        Interface named = byTool.get(tool);
        if (named != null && named.uri().equals(uri)) {
          digests.put(tool, named.digest());
        }
      }
      return digests;
    }
  }

  /** Whether a resource is a user interface. */
  static boolean isOne(String uri) {
    return uri.startsWith(SCHEME) && PlainUri.isPlain(uri);
  }

  /** Learns what one tool's definition, of this digest, names. */
  public void see(String upstream, String tool, String digest, JsonObject definition) {
    OfUpstream tools = known.computeIfAbsent(upstream, name -> new OfUpstream());
    uri(definition)
        .ifPresentOrElse(
            uri -> tools.put(tool, new Interface(uri, digest)), () -> tools.remove(tool));
  }

  private static Optional<String> uri(JsonObject definition) {
    return definition
        .object("_meta")
        .flatMap(meta -> meta.object("ui"))
        .flatMap(ui -> ui.string("resourceUri"))
        .filter(uri -> uri.length() <= LONGEST_URI && isOne(uri));
  }

  /** Forgets all tools but these. */
  void keep(String upstream, Set<String> tools) {
    OfUpstream all = known.getOrDefault(upstream, NONE);
    all.byTool.keySet().stream().filter(tool -> !tools.contains(tool)).forEach(all::remove);
  }

  /** The digest of each definition that names this URI, by its tool. */
  Map<String, String> naming(String upstream, String uri) {
    return known.getOrDefault(upstream, NONE).naming(uri);
  }
}
