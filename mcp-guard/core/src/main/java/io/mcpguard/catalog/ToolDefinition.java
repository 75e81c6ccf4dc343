package io.mcpguard.catalog;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import java.util.List;

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

  /** The digest over the pinned members as the upstream wrote them; absent ones are left out. */
  public static String digest(JsonObject definition) {
    JsonText pinned = JsonText.object();
    for (String member : PINNED) {
      definition.member(member).ifPresent(value -> pinned.put(member, value));
    }
    definition
        .object("_meta")
        .flatMap(meta -> meta.member("ui"))
        .ifPresent(ui -> pinned.put("_meta", JsonText.object().put("ui", ui)));
    return Digests.ofBytes(pinned.bytes());
  }
}
