package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Gives the messages of a 2026-07-28 server the form that a legacy client expects. */
final class SessionAnswers {
  private static final String PREFIX = "io.modelcontextprotocol/";

  /** What a result says to clients that know of several kinds, and to caches. */
  private static final List<String> UNKNOWN = List.of("resultType", "ttlMs", "cacheScope");

  private static final String STRUCTURED = "structuredContent";
  private static final String OUTPUT = "outputSchema";

  private static final double INVALID_PARAMS = -32602;

  /** {@code Resource not found} (2025-11-25, server/resources, error handling). */
  private static final byte[] NOT_FOUND = "-32002".getBytes(StandardCharsets.US_ASCII);

  private SessionAnswers() {}

  /** What an answer can be. */
  enum Kind {
    COMPLETE,
    INPUT_REQUIRED,
    /** Of an extension that was not declared. */
    UNKNOWN
  }

  /** An error is complete, and so is a result that says nothing ("absent … complete"). */
  static Kind kind(ServerMessage.Answered answered) {
    if (answered.kind() == ServerMessage.Answered.Kind.ERROR) {
      return Kind.COMPLETE;
    }
    if (!(answered.outcome() instanceof JsonObject result)) {
      return Kind.UNKNOWN;
    }
    return switch (result.string("resultType").orElse("complete")) {
      case "complete" -> Kind.COMPLETE;
      case "input_required" -> Kind.INPUT_REQUIRED;
      default -> Kind.UNKNOWN;
    };
  }

  /** The answer to a client's request {@code id}. */
  static byte[] translated(ServerMessage.Answered answered, McpMethod method, RequestId id) {
    Splices edits = Splices.of(answered.document());
    answered.root().member("id").ifPresent(given -> edits.replace(given, id.bytes()));
    if (answered.outcome() instanceof JsonObject outcome) {
      switch (answered.kind()) {
        case RESULT -> result(outcome, method, edits);
        case ERROR -> error(outcome, method, edits);
      }
    }
    return edits.apply();
  }

  private static void result(JsonObject result, McpMethod method, Splices edits) {
    UNKNOWN.forEach(member -> edits.remove(result, member));
    result.object("_meta").ifPresent(meta -> edits.remove(meta, PREFIX + "serverInfo"));
    if (method == McpMethod.TOOLS_CALL && result.object(STRUCTURED).isEmpty()) {
      edits.remove(result, STRUCTURED);
    }
    if (method == McpMethod.TOOLS_LIST) {
      result
          .array("tools")
          .ifPresent(tools -> tools.values().forEach(tool -> described(tool, edits)));
    }
  }

  /** What is no object has no place in the schemas of the revisions before. */
  private static void described(JsonValue tool, Splices edits) {
    if (tool instanceof JsonObject definition) {
      boolean ofObject =
          definition
              .object(OUTPUT)
              .filter(schema -> schema.string("type").equals(Optional.of("object")))
              .isPresent();
      if (!ofObject) {
        edits.remove(definition, OUTPUT);
      }
    }
  }

  /** One code for all that is wrong with parameters became of two; the URI tells them apart. */
  private static void error(JsonObject error, McpMethod method, Splices edits) {
    double code = error.number("code").map(JsonNumber::asDouble).orElse(0.0);
    boolean namesResource = error.object("data").flatMap(data -> data.string("uri")).isPresent();
    if (method == McpMethod.RESOURCES_READ && code == INVALID_PARAMS && namesResource) {
      edits.set(error, "code", NOT_FOUND);
    }
  }

  /** A notification without what names the stream that it came in. */
  static byte[] translated(ServerMessage.Notified notified) {
    Optional<JsonObject> meta =
        notified.root().object("params").flatMap(params -> params.object("_meta"));
    Splices edits = Splices.of(notified.document());
    meta.ifPresent(known -> edits.remove(known, PREFIX + "subscriptionId"));
    return edits.apply();
  }
}
