package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a modern request ends: with a result, or with an error and the HTTP status it demands. */
sealed interface ModernReply {

  /** A result as its method makes it; type and server are added when it is sent. */
  record Result(String type, ObjectNode value) implements ModernReply {}

  /** A JSON-RPC error; {@code data} is an empty object where there is none. */
  record Refusal(int status, int code, String text, JsonNode data) implements ModernReply {

    /** An error that the transport finds, before any method runs: HTTP 400. */
    static Refusal atTheDoor(int code, String text) {
      return new Refusal(400, code, text, Json.object());
    }

    /** "The HTTP headers do not match […] or required headers are missing/malformed." */
    static Refusal mismatch(String header) {
      return atTheDoor(-32020, "Header mismatch: " + header);
    }

    /** Invalid params as a method finds them: the answer of a request that was served. */
    static Refusal invalid(String text) {
      return new Refusal(200, -32602, text, Json.object());
    }

    ObjectNode message(JsonNode id) {
      ObjectNode message = id.isMissingNode() ? Json.error(code, text) : Json.error(id, code, text);
      if (!data.isEmpty()) {
        message.withObject("/error").set("data", data);
      }
      return message;
    }
  }

  static Result complete(ObjectNode value) {
    return new Result("complete", value);
  }
}
