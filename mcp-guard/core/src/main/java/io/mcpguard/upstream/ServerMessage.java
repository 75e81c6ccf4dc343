package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.RequestId;
import java.util.Optional;

/**
 * One JSON-RPC message of a tool server, read for what it is and kept in the bytes it came in. Its
 * numbers are its own business; its structure is not: two readers must see one message.
 */
public sealed interface ServerMessage {
  /** The answer to a request; {@code outcome} is the value of {@code result} or {@code error}. */
  record Answered(
      JsonDocument document, JsonObject root, RequestId id, JsonValue outcome, Kind kind)
      implements ServerMessage {
    /** Which of the two an answer has. */
    public enum Kind {
      RESULT,
      ERROR
    }

    /** The exchange that the guard's own receipt in it names; empty where there is none. */
    public Optional<String> exchange() {
      return outcome instanceof JsonObject result
          ? result
              .object("_meta")
              .flatMap(meta -> meta.object(OwnMeta.RECEIPT))
              .flatMap(receipt -> receipt.string("txn"))
          : Optional.empty();
    }
  }

  /** A request of the server's to the client. */
  record Asked(JsonDocument document, JsonObject root, JsonValue id, String method)
      implements ServerMessage {}

  /** A notification. */
  record Notified(JsonDocument document, JsonObject root, String method) implements ServerMessage {}

  /** Something that breaks the protocol; {@code fault} is for the operator. */
  record Broken(String fault) implements ServerMessage {}

  /** Reads one message. */
  static ServerMessage read(byte[] json) {
    try {
      JsonDocument document = JsonDocument.read(json, ReadRules.answer());
      return switch (document.root()) {
        case JsonObject root -> read(document, root);
        case JsonArray a -> new Broken("an array where one message is due");
        case JsonString s -> new Broken("a string where a message is due");
        case JsonNumber n -> new Broken("a number where a message is due");
        case JsonBoolean b -> new Broken("a boolean where a message is due");
        case JsonNull n -> new Broken("null where a message is due");
      };
    } catch (MalformedJson e) {
      return new Broken(String.valueOf(e.getMessage()));
    }
  }

  /** Bytes that were part of a message already read, as a document of their own. */
  static JsonDocument reread(byte[] json) {
    try {
      return JsonDocument.read(json, ReadRules.answer());
    } catch (MalformedJson e) {
      throw new IllegalStateException("part of a message that was read before", e);
    }
  }

  private static ServerMessage read(JsonDocument document, JsonObject root) {
    Optional<JsonValue> id = root.member("id");
    Optional<String> method = root.string("method");
    if (method.isPresent()) {
      return id.isPresent()
          ? new Asked(document, root, id.get(), method.get())
          : new Notified(document, root, method.get());
    }
    Optional<JsonValue> result = root.member("result");
    Optional<JsonValue> error = root.member("error");
    if (result.isPresent() == error.isPresent()) {
      return new Broken("a message with neither a method nor one of result and error");
    }
    RequestId replyTo = id.map(value -> RequestId.of(document, value)).orElse(RequestId.NONE);
    return result
        .map(r -> new Answered(document, root, replyTo, r, Answered.Kind.RESULT))
        .orElseGet(
            () -> new Answered(document, root, replyTo, error.orElseThrow(), Answered.Kind.ERROR));
  }
}
