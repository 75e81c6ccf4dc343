package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the conformance suite expects a server to hold, read from {@code legacy-fixture.json}: names
 * and payloads are fixed by its scenarios (requirement set 2025-11-25).
 */
final class FixtureContent {
  private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");
  private final JsonNode content = Json.resource("legacy-fixture.json");

  JsonNode capabilities() {
    return content.path("capabilities");
  }

  /** The result of a list method whose array has this name. */
  ObjectNode list(String name) {
    ObjectNode result = Json.object();
    result.set(name, content.path(name));
    return result;
  }

  /** The constant result of a tool. */
  Optional<JsonNode> result(String tool) {
    return Optional.ofNullable(content.path("results").get(tool));
  }

  /** What a tool asks the user; a copy to fill in. */
  Optional<ObjectNode> elicitation(String tool) {
    return content.path("elicitations").get(tool) instanceof ObjectNode form
        ? Optional.of(form.deepCopy())
        : Optional.empty();
  }

  Optional<ObjectNode> read(String uri) {
    ObjectNode result = Json.object();
    JsonNode fixed = content.path("contents").get(uri);
    if (fixed != null) {
      result.putArray("contents").add(fixed);
      return Optional.of(result);
    }
    Matcher template = TEMPLATE.matcher(uri);
    if (!template.matches()) {
      return Optional.empty();
    }
    ObjectNode data = result.putArray("contents").addObject();
    data.put("uri", uri).put("mimeType", "application/json");
    data.put("text", Json.object().put("id", template.group(1)).toString());
    return Optional.of(result);
  }

  /** A prompt's messages with {@code {argument}} replaced by what the caller gave. */
  Optional<JsonNode> prompt(String name, JsonNode arguments) {
    JsonNode messages = content.path("messages").get(name);
    if (messages == null) {
      return Optional.empty();
    }
    String text = messages.toString();
    for (Map.Entry<String, JsonNode> field : arguments.properties()) {
      String quoted = Json.NODES.textNode(field.getValue().asText()).toString();
      String inner = quoted.substring(1, quoted.length() - 1);
      text = text.replace("{" + field.getKey() + "}", inner);
    }
    return Optional.of(Json.read(text));
  }
}
