package io.mcpguard.federation;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.upstream.ServerMessage;
import java.util.Optional;

/** Puts the federated names and URIs into what one upstream says; every other byte stays. */
final class Naming {
  private final String server;
  private final McpMethod.Kind of;

  /** For what {@code server} lists and tells. */
  Naming(String server) {
    this(server, McpMethod.Kind.LIST);
  }

  /** For what it answers to requests of this kind. */
  Naming(String server, McpMethod.Kind of) {
    this.server = server;
    this.of = of;
  }

  /** One entry of a list. */
  byte[] entry(McpMethod list, JsonDocument document, JsonObject entry) {
    JsonDocument alone = ServerMessage.reread(document.slice(entry));
    JsonObject root = (JsonObject) alone.root();
    Splices edits = Splices.of(alone);
    switch (list) {
      case TOOLS_LIST -> {
        text(root, "name").ifPresent(n -> put(edits, n, FederatedNames.tool(server, n.value())));
        root.object("_meta").ifPresent(meta -> userInterface(meta, edits));
      }
      case PROMPTS_LIST ->
          text(root, "name").ifPresent(n -> put(edits, n, FederatedNames.whole(server, n.value())));
      case RESOURCES_LIST -> uri(root, "uri", edits);
      case RESOURCE_TEMPLATES_LIST -> uri(root, "uriTemplate", edits);
      case INITIALIZE,
          PING,
          SET_LEVEL,
          DISCOVER,
          TOOLS_CALL,
          RESOURCES_READ,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          PROMPTS_GET,
          COMPLETE,
          TASKS_GET,
          TASKS_CANCEL,
          TASKS_UPDATE,
          TASKS_RESULT,
          LISTEN,
          INITIALIZED,
          CANCELLED,
          PROGRESS,
          ROOTS_CHANGED ->
          throw new IllegalArgumentException(list + " is no list");
    }
    return edits.apply();
  }

  /** A tool's user interface is a resource of the same server (MCP Apps). */
  private void userInterface(JsonObject meta, Splices edits) {
    meta.object("ui").ifPresent(ui -> uri(ui, "resourceUri", edits));
    uri(meta, "ui/resourceUri", edits);
  }

  /** One message on its way to the client: an answer, or a notification. */
  byte[] message(byte[] json) {
    return switch (ServerMessage.read(json)) {
      case ServerMessage.Answered answered ->
          answered.outcome() instanceof JsonObject outcome
              ? result(answered.document(), outcome)
              : json;
      case ServerMessage.Notified notified -> {
        Splices edits = Splices.of(notified.document());
        if (notified.method().equals("notifications/resources/updated")) {
          notified.root().object("params").ifPresent(params -> uri(params, "uri", edits));
        }
        if (notified.method().equals("notifications/tasks")) {
          notified.root().object("params").ifPresent(params -> task(params, edits));
        }
        yield edits.apply();
      }
      case ServerMessage.Asked asked -> json;
      case ServerMessage.Broken broken -> json;
    };
  }

  /** Links and resources in a tool's content, a prompt's messages, and what was read. */
  private byte[] result(JsonDocument document, JsonObject result) {
    Splices edits = Splices.of(document);
    content(result, edits);
    if (isTask(result)) {
      task(result, edits);
    }
    return edits.apply();
  }

  private void task(JsonObject state, Splices edits) {
    text(state, "taskId").ifPresent(id -> put(edits, id, FederatedNames.whole(server, id.value())));
    state.object("result").ifPresent(came -> content(came, edits));
  }

  /** What begins a task, or tells of one (tasks extension of 2026-07-28). */
  private boolean isTask(JsonObject result) {
    return of == McpMethod.Kind.TASK || result.string("resultType").equals(Optional.of("task"));
  }

  private void content(JsonObject result, Splices edits) {
    result.array("content").ifPresent(content -> each(content, edits));
    result
        .array("contents")
        .ifPresent(contents -> {
          for (JsonValue each : contents.values()) {
            if (each instanceof JsonObject read) {
              uri(read, "uri", edits);
            }
          }
        });
    result
        .array("messages")
        .ifPresent(messages -> {
          for (JsonValue each : messages.values()) {
            if (each instanceof JsonObject message) {
              message.object("content").ifPresent(content -> block(content, edits));
            }
          }
        });
  }

  private void each(JsonArray content, Splices edits) {
    for (JsonValue each : content.values()) {
      if (each instanceof JsonObject block) {
        block(block, edits);
      }
    }
  }

  private void block(JsonObject block, Splices edits) {
    switch (block.string("type").orElse("")) {
      case "resource_link" -> uri(block, "uri", edits);
      case "resource" -> block.object("resource").ifPresent(read -> uri(read, "uri", edits));
      default -> {}
    }
  }

  private void uri(JsonObject holder, String member, Splices edits) {
    text(holder, member)
        .ifPresent(uri -> put(edits, uri, FederatedUris.federated(server, uri.value())));
  }

  private static Optional<JsonString> text(JsonObject holder, String member) {
    return holder.member(member, JsonString.class);
  }

  static void put(Splices edits, JsonString old, String text) {
    edits.replace(old, new ByteSink(text.length() + 2).string(text).toBytes());
  }
}
