package io.mcpguard.catalog;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which arguments of which tools are repeated in headers, as far as their schemas were seen. */
public final class ParameterHeaders {
  private static final String ANNOTATION = "x-mcp-header";
  private static final int MOST_PER_TOOL = 32;

  /** Keywords whose value names schemas (JSON Schema 2020-12). */
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "dependentSchemas", "$defs", "definitions");

  /** Keywords whose value is data, in which the annotation would be no annotation. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

  /** Only an annotation on one of these can be repeated in a header. */
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  private final Map<String, Map<String, List<MirroredParameter>>> known = new ConcurrentHashMap<>();

  /** Learns one tool's schema; one whose annotations are not valid is known to have none. */
  public void see(String upstream, String tool, JsonObject definition) {
    List<MirroredParameter> found = read(definition).orElse(List.of());
    Map<String, List<MirroredParameter>> tools =
        known.computeIfAbsent(upstream, name -> new ConcurrentHashMap<>());
    if (found.isEmpty()) {
      tools.remove(tool);
    } else if (tools.size() < Catalog.MOST_TOOLS || tools.containsKey(tool)) {
      tools.put(tool, found);
    }
  }

  /** Forgets all tools but these. */
  void keep(String upstream, Set<String> tools) {
    known.getOrDefault(upstream, new ConcurrentHashMap<>()).keySet().retainAll(tools);
  }

  /** What of a tool's arguments is repeated. */
  public List<MirroredParameter> of(String upstream, String tool) {
    return known.getOrDefault(upstream, Map.of()).getOrDefault(tool, List.of());
  }

  /**
   * What a definition's schema annotates; nothing where one of the annotations is not valid, or
   * stands where no chain of {@code properties} leads: "clients MUST exclude the invalid tool"
   * (2026-07-28, basic/transports/streamable-http, schema extension).
   */
  public static Optional<List<MirroredParameter>> read(JsonObject definition) {
    Optional<JsonObject> schema = definition.object("inputSchema");
    if (schema.isEmpty()) {
      return Optional.of(List.of());
    }
    List<MirroredParameter> found = new ArrayList<>();
    boolean valid = collect(schema.get(), List.of(), found, new HashSet<>());
    return valid && found.size() <= MOST_PER_TOOL && found.size() == annotations(schema.get())
        ? Optional.of(found)
        : Optional.empty();
  }

  /** How many annotations there are, wherever in the schema they stand. */
  private static int annotations(JsonObject schema) {
    int all = 0;
    for (JsonMember member : schema.members()) {
      if (member.name().equals(ANNOTATION)) {
        all++;
      } else if (NAMED.contains(member.name()) && member.value() instanceof JsonObject named) {
        all += named.members().stream().mapToInt(each -> annotations(each.value())).sum();
      } else if (!DATA.contains(member.name())) {
        all += annotations(member.value());
      }
    }
    return all;
  }

  private static int annotations(JsonValue value) {
    return switch (value) {
      case JsonObject schema -> annotations(schema);
      case JsonArray all -> all.values().stream().mapToInt(ParameterHeaders::annotations).sum();
      case JsonString text -> 0;
      case JsonNumber number -> 0;
      case JsonBoolean truth -> 0;
      case JsonNull nothing -> 0;
    };
  }

  private static boolean collect(
      JsonObject schema, List<String> path, List<MirroredParameter> found, Set<String> names) {
    Optional<JsonObject> properties = schema.object("properties");
    if (properties.isEmpty()) {
      return true;
    }
    for (JsonMember property : properties.get().members()) {
      if (property.value() instanceof JsonObject inner) {
        List<String> at = new ArrayList<>(path);
        at.add(property.name());
        if (!annotated(inner, at, found, names) || !collect(inner, at, found, names)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean annotated(
      JsonObject property, List<String> path, List<MirroredParameter> found, Set<String> names) {
    Optional<JsonValue> annotation = property.member(ANNOTATION);
    if (annotation.isEmpty()) {
      return true;
    }
    Optional<String> name = property.string(ANNOTATION).filter(ParameterHeaders::isToken);
    boolean valid =
        name.isPresent()
            && property.string("type").filter(TYPES::contains).isPresent()
            && names.add(name.get().toLowerCase(Locale.ROOT));
    name.ifPresent(header -> found.add(new MirroredParameter(header, path)));
    return valid;
  }

  /** A token of RFC 9110 §5.6.2. */
  private static boolean isToken(String name) {
    return !name.isEmpty()
        && name.length() <= 128
        && name.chars()
            .allMatch(c ->
                c < 128 && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0));
  }
}
