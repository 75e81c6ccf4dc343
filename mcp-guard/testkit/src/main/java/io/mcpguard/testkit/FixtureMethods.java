package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The MCP methods of the legacy fixture: a message in, an answer into its stream. */
final class FixtureMethods {
  private final FixtureContent content;
  private final ModernContent asking = new ModernContent();
  private final Consumer<String> changed;

  /** {@code changed} tells every session that a list of this kind changed. */
  FixtureMethods(FixtureContent content, Consumer<String> changed) {
    this.content = content;
    this.changed = changed;
  }

  /** The result of {@code initialize}. */
  ObjectNode welcome(String revision) {
    ObjectNode result = Json.object().put("protocolVersion", revision);
    result.set("capabilities", content.capabilities());
    result.putObject("serverInfo").put("name", "legacy-fixture").put("version", "1.0.0");
    return result;
  }

  /** Takes a notification, or a client's answer to a question of ours. */
  void note(FixtureSession session, JsonNode message) {
    if (!message.has("method")) {
      session.answered(message);
    } else if (message.path("method").asText().equals("notifications/cancelled")) {
      session.cancel(message.at("/params/requestId"));
    }
  }

  /** Answers the requests one after the other into their stream, then finishes it. */
  void run(FixtureSession session, EventStream stream, List<JsonNode> requests) {
    for (JsonNode request : requests) {
      JsonNode id = request.path("id");
      session.runs(id, Thread.currentThread());
      try {
        stream.emit(answer(session, stream, request));
      } catch (InterruptedException e) {
        // Cancelled: "not send a response for the cancelled request" (2025-11-25, cancellation).
        break;
      } finally {
        session.ended(id);
      }
    }
    stream.finish();
  }

  private ObjectNode answer(FixtureSession session, EventStream stream, JsonNode request)
      throws InterruptedException {
    JsonNode id = request.path("id");
    JsonNode params = request.path("params");
    String method = request.path("method").asText();
    Optional<? extends JsonNode> result =
        switch (method) {
          case "ping", "logging/setLevel" -> Optional.of(Json.object());
          case "tools/list" -> Optional.of(asking.legacyList("tools"));
          case "prompts/list" -> Optional.of(asking.legacyList("prompts"));
          case "resources/list" -> Optional.of(asking.legacyList("resources"));
          case "resources/templates/list" -> Optional.of(asking.legacyList("resourceTemplates"));
          case "resources/read" -> {
            String uri = params.path("uri").asText();
            Optional<ObjectNode> fixed = content.read(uri);
            yield fixed.isPresent() ? fixed : rounds(session, stream, method, uri, params);
          }
          case "resources/subscribe" -> subscribe(session, params);
          case "resources/unsubscribe" -> unsubscribe(session, params);
          case "prompts/get" -> {
            String name = params.path("name").asText();
            Optional<JsonNode> fixed = content.prompt(name, params.path("arguments"));
            yield fixed.isPresent() ? fixed : rounds(session, stream, method, name, params);
          }
          case "completion/complete" -> Optional.of(completion(params));
          case "tools/call" -> call(session, stream, params);
          default -> Optional.empty();
        };
    return result.map(value -> Json.result(id, value)).orElseGet(() -> refusal(id, method, params));
  }

  private static ObjectNode refusal(JsonNode id, String method, JsonNode params) {
    return switch (method) {
      case "tools/call" -> Json.error(id, -32602, "Unknown tool");
      case "prompts/get" -> Json.error(id, -32602, "Unknown prompt");
      case "resources/read" -> {
        ObjectNode error = Json.error(id, -32002, "Resource not found");
        error.withObject("/error/data").set("uri", params.path("uri"));
        yield error;
      }
      default -> Json.error(id, -32601, "Method not found");
    };
  }

  private Optional<? extends JsonNode> call(
      FixtureSession session, EventStream stream, JsonNode params) throws InterruptedException {
    String tool = params.path("name").asText();
    FixtureCall call = new FixtureCall(session, stream, params);
    return switch (tool) {
      case "test_tool_with_logging" -> Optional.of(call.logging());
      case "test_logging_tool" -> Optional.of(call.loggingEverySeverity());
      case "test_tool_with_progress" -> Optional.of(call.progressing());
      case "test_reconnection" -> Optional.of(call.reconnecting());
      case "test_sampling" -> Optional.of(call.sampling());
      case "test_waiting" -> Optional.of(call.waiting());
      case "test_missing_capability" -> Optional.of(call.relyingOnSampling());
      case "test_trigger_tool_change" -> announced("tools");
      case "test_trigger_prompt_change" -> announced("prompts");
      case "test_streaming_elicitation" -> {
        call.beginning();
        yield rounds(session, stream, "tools/call", tool, params);
      }
      default -> {
        Optional<ObjectNode> form = content.elicitation(tool);
        if (form.isPresent()) {
          yield Optional.of(call.eliciting(form.get()));
        }
        Optional<JsonNode> fixed = asking.result(tool);
        yield fixed.isPresent() ? fixed : rounds(session, stream, "tools/call", tool, params);
      }
    };
  }

  /** What comes out of asking the client as a plan says. */
  private Optional<ObjectNode> rounds(
      FixtureSession session, EventStream stream, String method, String name, JsonNode params)
      throws InterruptedException {
    Optional<JsonNode> plan = asking.plan(method, name);
    return plan.isPresent()
        ? Optional.of(new FixtureRounds(session, stream, params).run(plan.get()))
        : Optional.empty();
  }

  private Optional<ObjectNode> announced(String list) {
    changed.accept(list);
    return Optional.of(Json.text("Everybody who listens was told."));
  }

  private static Optional<ObjectNode> subscribe(FixtureSession session, JsonNode params) {
    session.subscriptions.add(params.path("uri").asText());
    return Optional.of(Json.object());
  }

  private static Optional<ObjectNode> unsubscribe(FixtureSession session, JsonNode params) {
    session.subscriptions.remove(params.path("uri").asText());
    return Optional.of(Json.object());
  }

  /** The result of {@code completion/complete}: two values that begin as the caller's does. */
  static ObjectNode completion(JsonNode params) {
    ObjectNode result = Json.object();
    ObjectNode completion = result.putObject("completion");
    String begun = params.at("/argument/value").asText();
    completion.putArray("values").add(begun + "-1").add(begun + "-2");
    completion.put("total", 2).put("hasMore", false);
    return result;
  }
}
