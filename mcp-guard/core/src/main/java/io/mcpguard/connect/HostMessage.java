package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a host wrote on one line, as far as it must be understood to be relayed. */
sealed interface HostMessage {
  /** A request. */
  record Request(JsonDocument document, JsonObject root, RequestId id) implements HostMessage {
    String method() {
      return root.string("method").orElse("");
    }

    /** Whether it is of the revision that has no sessions (2026-07-28, basic/versioning). */
    boolean isStateless() {
      return root.object("params").filter(RequestMeta::isIn).isPresent();
    }

    OpenRequest.Form form() {
      if (!isStateless()) {
        return OpenRequest.Form.IN_SESSION;
      }
      return method().equals("subscriptions/listen")
          ? OpenRequest.Form.SUBSCRIPTION
          : OpenRequest.Form.STATELESS;
    }
  }

  /** A notification, or an answer to a request of the server's. */
  record OneWay(JsonDocument document, JsonObject root) implements HostMessage {
    /** Empty text for an answer. */
    String method() {
      return root.string("method").orElse("");
    }

    /** The request that it is about, where it is a cancellation. */
    Optional<RequestId> cancelled() {
      return method().equals("notifications/cancelled")
          ? root.object("params").flatMap(params -> id(document, params, "requestId"))
          : Optional.empty();
    }
  }

  /**
   * Several messages at once, as the 2025-03-26 revision has them.
   *
   * @param ids those of the requests among them
   */
  record Batch(JsonDocument document, List<RequestId> ids) implements HostMessage {
    public Batch {
      ids = List.copyOf(ids);
    }
  }

  /** Not a message; {@code id} is what an answer may name, if it may name one. */
  record Unreadable(Trouble trouble, RequestId id) implements HostMessage {}

  /** Reads a line. */
  static HostMessage read(byte[] line) {
    try {
      JsonDocument document = JsonDocument.read(line, ReadRules.answer());
      if (document.root() instanceof JsonArray batch) {
        return batch(document, batch);
      }
      return document.root() instanceof JsonObject root
          ? one(document, root)
          : new Unreadable(Trouble.INVALID_REQUEST, RequestId.NONE);
    } catch (MalformedJson malformed) {
      return new Unreadable(Trouble.MALFORMED, RequestId.NONE);
    }
  }

  private static HostMessage one(JsonDocument document, JsonObject root) {
    Optional<RequestId> id = id(document, root, "id");
    boolean hasMethod = root.string("method").isPresent();
    if (hasMethod && id.isPresent()) {
      return new Request(document, root, id.get());
    }
    boolean oneWay = hasMethod ? root.member("id").isEmpty() : id.isPresent();
    return oneWay
        ? new OneWay(document, root)
        : new Unreadable(Trouble.INVALID_REQUEST, RequestId.NONE);
  }

  private static HostMessage batch(JsonDocument document, JsonArray batch) {
    List<RequestId> ids = new ArrayList<>();
    for (JsonValue element : batch.values()) {
      if (!(element instanceof JsonObject message)) {
        return new Unreadable(Trouble.INVALID_REQUEST, RequestId.NONE);
      }
      if (message.string("method").isPresent()) {
        id(document, message, "id").ifPresent(ids::add);
      }
    }
    return batch.values().isEmpty()
        ? new Unreadable(Trouble.INVALID_REQUEST, RequestId.NONE)
        : new Batch(document, ids);
  }

  private static Optional<RequestId> id(JsonDocument document, JsonObject in, String member) {
    return in.member(member)
        .filter(value -> value instanceof JsonString || value instanceof JsonNumber)
        .map(value -> RequestId.of(document, value));
  }
}
