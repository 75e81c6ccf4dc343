package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A JSON-RPC request of 2026-07-28: everything needed to serve it stands in it. */
record ModernRequest(JsonNode id, String method, JsonNode params) {
  /** The only revision served without a handshake. */
  static final String REVISION = "2026-07-28";

  static final String PREFIX = "io.modelcontextprotocol/";

  /** Whether a POST is of this era: by its version header or by the metadata in its body. */
  static boolean speaks(Received request) {
    JsonNode message = request.json();
    boolean body =
        message.isArray()
            ? message.valueStream().anyMatch(ModernRequest::carries)
            : carries(message);
    return body || request.headers("MCP-Protocol-Version").contains(REVISION);
  }

  private static boolean carries(JsonNode message) {
    JsonNode meta = message.path("params").path("_meta");
    return List.of("protocolVersion", "clientCapabilities").stream()
        .anyMatch(name -> meta.has(PREFIX + name));
  }

  /** A reserved metadata field; a missing node if it is not there. */
  JsonNode meta(String name) {
    return params.path("_meta").path(PREFIX + name);
  }

  /** Where {@code Mcp-Name} is mirrored from; a missing node for methods that have none. */
  JsonNode named() {
    return switch (method) {
      case "tools/call", "prompts/get" -> params.path("name");
      case "resources/read" -> params.path("uri");
      case "tasks/get", "tasks/update", "tasks/cancel" -> params.path("taskId");
      default -> Json.NODES.missingNode();
    };
  }

  JsonNode arguments() {
    return params.path("arguments");
  }
}
