package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The documentation and the JSON Schema of the configuration, made out of what reads it. */
public final class Reference {
  private Reference() {}

  /** {@code docs/configuration.md}. */
  public static String markdown() {
    StringBuilder out =
        new StringBuilder(
            """
            # Configuration

            One YAML file. Keys are dashed lower case. Whatever is unknown, unused or unsafe is an error that names
            its key path, and all errors are reported together: `mcp-guard check -c FILE`. A relaxation begins with
            `allow-` and is printed at start. `${env:NAME}` and `${file:PATH}` stand where a secret stands, and nowhere
            else. Anchors and aliases are not read. A JSON Schema is in `configuration.schema.json`.

            This page is generated from the code that reads the file.
            """);
    for (Section<?> section : sections()) {
      out.append("\n## ").append(section.title()).append("\n\n");
      out.append("| key | type | default | meaning |\n|---|---|---|---|\n");
      section.keys().forEach(key -> out.append(row(key)));
    }
    return out.toString();
  }

  /** {@code docs/configuration.schema.json}, JSON Schema 2020-12. */
  public static String schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "mcp-guard configuration");
    schema.putAll(Settings.ROOT.schema());
    return json(schema, "") + "\n";
  }

  private static List<Section<?>> sections() {
    Set<Section<?>> all = new LinkedHashSet<>(Settings.ROOT.sections());
    all.addAll(PolicyFiles.documented());
    return new ArrayList<>(all);
  }

  private static String row(Key<?> key) {
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            key.name(),
            cell(key.kind().words()),
            key.fallback().isEmpty() ? "**required**" : cell(key.shown()),
            cell(key.meaning()))
        .replace(System.lineSeparator(), "\n");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String json(Object value, String indent) {
    String inner = indent + "  ";
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .sorted((a, b) -> order(map, a.getKey(), b.getKey()))
              .map(e ->
                  inner
                      + ArgumentNode.quoted(String.valueOf(e.getKey()))
                      + ": "
                      + json(e.getValue(), inner))
              .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
      case List<?> list ->
          list.stream()
              .sorted((a, b) ->
                  a instanceof String && b instanceof String
                      ? a.toString().compareTo(b.toString())
                      : 0)
              .map(element -> json(element, inner))
              .collect(Collectors.joining(", ", "[", "]"));
      case String text -> ArgumentNode.quoted(text);
      case Object other -> other.toString();
    };
  }

  /**
   * Maps that keep an order keep it; the others are written by name, so that the file is stable.
   */
  private static int order(Map<?, ?> map, Object left, Object right) {
    return map instanceof LinkedHashMap ? 0 : left.toString().compareTo(right.toString());
  }
}
