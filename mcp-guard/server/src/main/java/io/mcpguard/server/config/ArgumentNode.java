package io.mcpguard.server.config;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The arguments of a test: any mapping, as the JSON that a caller would send. */
final class ArgumentNode implements Kind<JsonObject> {
  static final Kind<JsonObject> ARGUMENTS = new ArgumentNode();

  /** No arguments. */
  static final JsonObject NONE = none();

  private ArgumentNode() {}

  @Override
  public Optional<JsonObject> read(Node node, String path, Reading reading) {
    try {
      byte[] json = json(node).getBytes(StandardCharsets.UTF_8);
      if (JsonDocument.read(json, ReadRules.request()).root() instanceof JsonObject object) {
        return Optional.of(object);
      }
      reading.problems().add(path, "must be " + words());
    } catch (MalformedJson e) {
      reading.problems().add(path, "cannot be sent as JSON arguments; check its numbers");
    }
    return Optional.empty();
  }

  private static JsonObject none() {
    try {
      return (JsonObject) JsonDocument.read(new byte[] {'{', '}'}, ReadRules.request()).root();
    } catch (MalformedJson e) {
      throw new IllegalStateException("an empty object is JSON", e);
    }
  }

  private static String json(Node node) {
    return switch (node) {
      case Node.Nothing nothing -> "null";
      case Node.Scalar scalar ->
          switch (scalar.form()) {
            case LITERAL -> scalar.text();
            case TEXT -> quoted(scalar.text());
          };
      case Node.Items items ->
          items.values().stream()
              .map(ArgumentNode::json)
              .collect(Collectors.joining(",", "[", "]"));
      case Node.Entries entries ->
          entries.values().entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ":" + json(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public String words() {
    return "a mapping of any shape";
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "object");
  }
}
