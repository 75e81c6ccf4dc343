package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.RequestId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a server wrote, as far as it must be understood to be relayed. */
final class ServerText {
  private final JsonDocument document;

  private ServerText(JsonDocument document) {
    this.document = document;
  }

  /** Reads it; nothing where it is neither a message nor a batch of them. */
  static Optional<ServerText> read(byte[] json) {
    try {
      JsonDocument document = JsonDocument.read(json, ReadRules.answer());
      return document.root() instanceof JsonObject || document.root() instanceof JsonArray
          ? Optional.of(new ServerText(document))
          : Optional.empty();
    } catch (MalformedJson noMessage) {
      return Optional.empty();
    }
  }

  JsonDocument document() {
    return document;
  }

  /** The message, where it is one alone. */
  Optional<JsonObject> message() {
    return document.root() instanceof JsonObject root ? Optional.of(root) : Optional.empty();
  }

  /** The requests that it answers. */
  List<RequestId> answered() {
    Stream<JsonValue> all =
        document.root() instanceof JsonArray batch
            ? batch.values().stream()
            : Stream.of(document.root());
    return all.flatMap(value -> answered(value).stream()).toList();
  }

  /** The error that it holds as the answer to another id; nothing where it holds none. */
  Optional<byte[]> errorFor(RequestId id) {
    Optional<JsonObject> error = message().flatMap(root -> root.object("error"));
    return error.map(found -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(id.bytes());
      out.writeBytes(",\"error\":".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(document.slice(found));
      out.write('}');
      return out.toByteArray();
    });
  }

  private Optional<RequestId> answered(JsonValue value) {
    if (value instanceof JsonObject message
        && message.member("method").isEmpty()
        && (message.member("result").isPresent() || message.member("error").isPresent())) {
      return message.member("id").map(id -> RequestId.of(document, id));
    }
    return Optional.empty();
  }
}
