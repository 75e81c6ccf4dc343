package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What every modern request must be before a method runs (2026-07-28, Streamable HTTP, "Request
 * Metadata" and "Server Validation"): metadata complete, headers equal to the body.
 */
final class ModernDoor {
  private static final String VERSION = "MCP-Protocol-Version";
  private final ModernContent content;

  ModernDoor(ModernContent content) {
    this.content = content;
  }

  /** The id if it may stand in an answer, else a missing node. */
  static JsonNode readable(JsonNode id) {
    return id.isTextual() || id.isIntegralNumber() ? id : Json.NODES.missingNode();
  }

  /** "The body of the HTTP POST MUST be a single JSON-RPC request or notification." */
  Optional<Refusal> envelope(Received head, JsonNode message) {
    if (message.isMissingNode()) {
      return Optional.of(Refusal.atTheDoor(-32700, "Parse error"));
    }
    boolean idless = !message.has("id");
    if (!message.path("jsonrpc").asText().equals("2.0")
        || !message.path("method").isTextual()
        || !(idless || readable(message.path("id")).isValueNode())
        || !(message.path("params").isMissingNode() || message.path("params").isObject())) {
      return Optional.of(Refusal.atTheDoor(-32600, "Not a single request or notification"));
    }
    boolean both =
        Stream.of("application/json", "text/event-stream")
            .allMatch(type -> head.headers("Accept").stream().anyMatch(v -> v.contains(type)));
    return both
        ? Optional.empty()
        : Optional.of(
            new Refusal(406, -32600, "Accept must name both content types", Json.object()));
  }

  Optional<Refusal> refusal(Received head, ModernRequest request) {
    return Stream.<Supplier<Optional<Refusal>>>of(
            () -> metadata(request),
            () -> version(head, request),
            () -> mirrored(head, "Mcp-Method", request.method()),
            () -> name(head, request),
            () -> parameters(head, request))
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Refusal> metadata(ModernRequest request) {
    if (!request.meta("protocolVersion").isTextual()) {
      return malformed("protocolVersion");
    }
    if (!request.meta("clientCapabilities").isObject()) {
      return malformed("clientCapabilities");
    }
    JsonNode level = request.meta("logLevel");
    return level.isMissingNode() || LogLevels.known(level.asText())
        ? Optional.empty()
        : malformed("logLevel");
  }

  /** It names the revision: for a legacy client this may be all that it can show. */
  private static Optional<Refusal> malformed(String field) {
    String text = "_meta needs a valid " + ModernRequest.PREFIX + field + " of ";
    return Optional.of(Refusal.atTheDoor(-32602, text + ModernRequest.REVISION));
  }

  private static Optional<Refusal> version(Received head, ModernRequest request) {
    String asked = request.meta("protocolVersion").asText();
    Optional<Refusal> mismatch = mirrored(head, VERSION, asked);
    if (mismatch.isPresent() || asked.equals(ModernRequest.REVISION)) {
      return mismatch;
    }
    ObjectNode data = Json.object().put("requested", asked);
    data.putArray("supported").add(ModernRequest.REVISION);
    return Optional.of(new Refusal(400, -32022, "Unsupported protocol version", data));
  }

  private static Optional<Refusal> mirrored(Received head, String header, String value) {
    return head.headers(header).equals(List.of(value))
        ? Optional.empty()
        : Optional.of(Refusal.mismatch(header));
  }

  private static Optional<Refusal> name(Received head, ModernRequest request) {
    JsonNode name = request.named();
    return !name.isTextual()
            || HeaderValue.only(head, "Mcp-Name").equals(Optional.of(name.asText()))
        ? Optional.empty()
        : Optional.of(Refusal.mismatch("Mcp-Name"));
  }

  private Optional<Refusal> parameters(Received head, ModernRequest request) {
    return request.method().equals("tools/call")
        ? ParamHeaders.of(content.inputSchema(request.named().asText()))
            .mismatch(head, request.arguments())
            .map(Refusal::mismatch)
        : Optional.empty();
  }
}
