package io.mcpguard.catalog;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.Jcs;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a tool's definition that is pinned, and its digest (contracts §1, {@code
 * tool_digest}).
 */
public final class ToolDefinition {
  private static final List<String> PINNED =
      List.of(
          "name",
          "title",
          "description",
          "inputSchema",
          "outputSchema",
          "annotations",
          "execution");

  private ToolDefinition() {}

  /**
   * The digest over the pinned members as the upstream wrote them; absent ones are left out. None
   * where a number in them lies beyond the range of a double: it has no canonical form.
   */
  public static Optional<String> digest(JsonObject definition) {
    Stream<JsonValue> pinned = PINNED.stream().flatMap(name -> definition.member(name).stream());
    return Stream.concat(pinned, ui(definition).stream()).allMatch(Jcs::isDefined)
        ? Optional.of(Digests.ofBytes(pinned(definition)))
        : Optional.empty();
  }

  private static Optional<JsonValue> ui(JsonObject definition) {
    return definition.object("_meta").flatMap(meta -> meta.member("ui"));
  }

  private static byte[] pinned(JsonObject definition) {
    JsonText pinned = JsonText.object();
    for (String member : PINNED) {
      definition.member(member).ifPresent(value -> pinned.put(member, value));
    }
    ui(definition).ifPresent(value -> pinned.put("_meta", JsonText.object().put("ui", value)));
    return pinned.bytes();
  }
}
