package io.mcpguard.protocol;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import java.util.List;

/**
 * One JSON-RPC message of a client, with the document it was read from: what goes upstream are that
 * document's bytes, and edits are splices.
 */
public sealed interface McpMessage {
  /** The message's own document; its root is the message. */
  JsonDocument document();

  /** The message itself. */
  JsonObject root();

  /** How exactly its numbers are spelled. */
  Numbers numbers();

  /**
   * A request that wants an answer.
   *
   * @param id the caller's id, a string or an integer (JSON-RPC 2.0 §4; MCP forbids null)
   * @param method its row in the method table
   * @param params its parameters; an empty object when there were none
   * @param target what it is about
   */
  record Request(
      JsonDocument document,
      JsonObject root,
      JsonValue id,
      McpMethod method,
      JsonObject params,
      Target target,
      Numbers numbers)
      implements McpMessage {

    /**
     * The same request after an edit of ours, whose bytes are {@code json}.
     *
     * @throws IllegalStateException when they are no longer such a request
     */
    public Request reread(byte[] json) {
      return MessageReader.reread(this, json);
    }

    /** The same request about a task that is its caller's own, under the upstream's id. */
    public Request about(Target.Task own) {
      byte[] id = new ByteSink(own.name().length() + 2).string(own.name()).toBytes();
      Splices edits = Splices.of(document).replace(params.member("taskId").orElseThrow(), id);
      Request edited = reread(edits.apply());
      return new Request(
          edited.document, edited.root, edited.id, method, edited.params, own, numbers);
    }

    /** The same subscription to tasks that are its caller's own, under the upstream's ids. */
    public Request following(List<Target.Task> own) {
      JsonObject wanted = params.object("notifications").orElseThrow();
      Splices edits = Splices.of(document);
      if (own.isEmpty()) {
        edits.remove(wanted, "taskIds");
      } else {
        List<String> ids = own.stream().map(Target.Task::name).toList();
        edits.replace(wanted.member("taskIds").orElseThrow(), JsonText.strings(ids));
      }
      Request edited = reread(edits.apply());
      List<String> resources =
          edited.target instanceof Target.Subscription same ? same.resources() : List.of();
      return new Request(
          edited.document,
          edited.root,
          edited.id,
          method,
          edited.params,
          new Target.Subscription(resources, own),
          numbers);
    }
  }

  /** A notification; it is never answered. */
  record Notification(
      JsonDocument document, JsonObject root, McpMethod method, JsonObject params, Numbers numbers)
      implements McpMessage {}

  /**
   * The client's answer to a request that a server made.
   *
   * @param id the id the guard gave that request
   * @param outcome the value of {@code result} or {@code error}
   */
  record ClientAnswer(
      JsonDocument document, JsonObject root, JsonValue id, JsonValue outcome, Numbers numbers)
      implements McpMessage {}

  /**
   * A request that a tool server makes to the client; it goes the other way. Its numbers are its
   * own business, so its records are of its bytes.
   */
  record ServerRequest(JsonDocument document, JsonObject root) implements McpMessage {
    @Override
    public Numbers numbers() {
      return Numbers.INEXACT;
    }
  }
}
