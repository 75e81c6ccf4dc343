package io.mcpguard.examples.embedded;

import io.mcpguard.assertion.ToolCallAssertion;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tools of a notebook; each acts for the user whom the guard's assertion names. */
final class NoteTools {
  private static final Map<String, Object> NO_ARGUMENTS =
      Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);
  private static final Map<String, Object> TEXT =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("text", Map.of("type", "string")),
          "required",
          List.of("text"),
          "additionalProperties",
          false);

  private final Map<String, String> notes = new ConcurrentHashMap<>();

  List<SyncToolSpecification> tools() {
    return List.of(
        new SyncToolSpecification(tool("read_note", "The user's note", NO_ARGUMENTS), this::read),
        new SyncToolSpecification(tool("write_note", "Change the note", TEXT), this::write),
        new SyncToolSpecification(
            tool("erase_all", "Erase everybody's notes", NO_ARGUMENTS), this::erase));
  }

  private CallToolResult read(McpSyncServerExchange exchange, CallToolRequest call) {
    String user = user(exchange);
    return says(user + "'s note: " + notes.getOrDefault(user, "nothing yet"));
  }

  private CallToolResult write(McpSyncServerExchange exchange, CallToolRequest call) {
    notes.put(user(exchange), String.valueOf(call.arguments().get("text")));
    return says("written");
  }

  /** No scope covers this tool, so nobody gets here. */
  private CallToolResult erase(McpSyncServerExchange exchange, CallToolRequest call) {
    notes.clear();
    return says("erased");
  }

  private static String user(McpSyncServerExchange exchange) {
    ToolCallAssertion assertion =
        (ToolCallAssertion) exchange.transportContext().get(ToolCallAssertion.class.getName());
    return assertion
        .user()
        .orElseThrow(() -> new IllegalStateException("this tool acts for users only"));
  }

  private static Tool tool(String name, String description, Map<String, Object> arguments) {
    return Tool.builder(name, arguments).description(description).build();
  }

  private static CallToolResult says(String text) {
    return CallToolResult.builder().addTextContent(text).isError(false).build();
  }
}
