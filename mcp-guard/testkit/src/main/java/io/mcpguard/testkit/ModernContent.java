package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the modern fixture holds: the legacy fixture's content but what needs a session, and what
 * the suite asks for 2026-07-28, read from {@code modern-fixture.json}.
 */
final class ModernContent {
  /** A text too long to be written down, in characters. */
  private static final int LARGE = 1024 * 1024;

  private final FixtureContent both = new FixtureContent();
  private final JsonNode modern = Json.resource("modern-fixture.json");

  ObjectNode discovery() {
    ObjectNode result = Json.object();
    result.putArray("supportedVersions").add(ModernRequest.REVISION);
    ObjectNode capabilities = both.capabilities().deepCopy();
    capabilities.putObject("extensions").putObject(FixtureTasks.EXTENSION);
    result.set("capabilities", capabilities);
    return result;
  }

  /** The result of a list method whose array has this name. */
  ObjectNode list(String name) {
    ObjectNode result = Json.object();
    ArrayNode items = result.putArray(name);
    both.list(name)
        .path(name)
        .forEach(item -> {
          if (!modern.path("without").has(item.path("name").asText())) {
            items.add(item);
          }
        });
    modern.path(name).forEach(items::add);
    return result;
  }

  /** The result of a list method in the legacy revisions, which have what needs a session too. */
  ObjectNode legacyList(String name) {
    ObjectNode result = Json.object();
    ArrayNode items = result.putArray(name);
    both.list(name).path(name).forEach(items::add);
    modern.path(name).forEach(items::add);
    return result;
  }

  /** A tool's input schema; a missing node for an unknown tool. */
  JsonNode inputSchema(String tool) {
    return list("tools")
        .path("tools")
        .valueStream()
        .filter(one -> one.path("name").asText().equals(tool))
        .map(one -> one.path("inputSchema"))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** The constant result of a tool. */
  Optional<JsonNode> result(String tool) {
    return tool.equals("test_large_text") ? Optional.of(Json.text("x".repeat(LARGE))) : fixed(tool);
  }

  private Optional<JsonNode> fixed(String tool) {
    return both.result(tool).or(() -> Optional.ofNullable(modern.path("results").get(tool)));
  }

  Optional<ObjectNode> read(String uri) {
    return both.read(uri);
  }

  Optional<JsonNode> prompt(String name, JsonNode arguments) {
    return both.prompt(name, arguments);
  }

  /** What is asked of the client, round by round, before there is a result. */
  Optional<JsonNode> plan(String method, String name) {
    return Optional.ofNullable(modern.path("plans").path(method).get(name))
        .or(() ->
            method.equals("tools/call")
                ? both.elicitation(name).map(this::form)
                : Optional.empty());
  }

  /** The plan of a tool whose legacy form asks once by an elicitation. */
  private ObjectNode form(ObjectNode form) {
    ObjectNode plan = modern.path("form").deepCopy();
    form.put("message", form.path("message").asText() + "{/arguments/message}");
    plan.withObject("/rounds/0/answer").set("params", form);
    return plan;
  }
}
