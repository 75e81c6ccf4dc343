package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.catalog.ToolDefinition;
import io.mcpguard.protocol.Era;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one look at an upstream finds, page by page: never much more than may be learned. */
final class SeenTools {
  private static final int LONGEST_SHOWN = 128;

  private final Map<String, String> digests = new LinkedHashMap<>();
  private final String upstream;
  private final Catalog catalog;
  private final Era era;
  private String unpinnable = "";
  private String unrepeatable = "";

  /**
   * Nothing seen of {@code upstream} yet; which arguments go into headers, and which user
   * interfaces there are, {@code catalog} is told at once.
   */
  SeenTools(String upstream, Catalog catalog, Era era) {
    this.upstream = upstream;
    this.catalog = catalog;
    this.era = era;
  }

  /** Takes up one entry of a page; what has no name is no tool. */
  void add(JsonValue entry) {
    if (entry instanceof JsonObject definition) {
      definition.string("name").ifPresent(name -> add(name, definition));
    }
  }

  private void add(String name, JsonObject definition) {
    catalog.headers().see(upstream, name, definition);
    if (!isRepeatable(era, definition)) {
      digests.remove(name);
      unrepeatable = shown(name);
      return;
    }
    ToolDefinition.digest(definition)
        .ifPresentOrElse(
            digest -> {
              digests.put(name, digest);
              catalog.interfaces().see(upstream, name, digest, definition);
            },
            () -> {
              digests.remove(name);
              unpinnable = shown(name);
            });
  }

  /**
   * Whether the arguments of a tool can be repeated in headers as its schema says; the revisions
   * without such headers do not ask.
   */
  static boolean isRepeatable(Era era, JsonObject definition) {
    return switch (era) {
      case LEGACY -> true;
      case MODERN -> ParameterHeaders.read(definition).isPresent();
    };
  }

  /** The digest of each definition that has one, by the tool's name. */
  Map<String, String> digests() {
    return digests;
  }

  /** A tool whose definition has no digest, for the log; empty text where there is none. */
  String unpinnable() {
    return unpinnable;
  }

  /** A tool whose annotations for headers are not valid, likewise. */
  String unrepeatable() {
    return unrepeatable;
  }

  /** Whether there are more than the catalog takes, so that further pages do not matter. */
  boolean areTooMany() {
    return digests.size() > Catalog.MOST_TOOLS;
  }

  /** A tool's name in a log: the tool server chose it, the operator's terminal shows it. */
  static String shown(String name) {
    String start = name.substring(0, Math.min(name.length(), LONGEST_SHOWN));
    return StderrLog.visible(start.getBytes(StandardCharsets.UTF_8));
  }
}
