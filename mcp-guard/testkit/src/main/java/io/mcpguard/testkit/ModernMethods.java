package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.io.IOException;
import java.util.Optional;

/** The MCP methods of 2026-07-28 but {@code subscriptions/listen}: a request in, its end out. */
final class ModernMethods {
  /** How long a list may be kept, in milliseconds. */
  private static final int FRESH_MILLIS = 60_000;

  private static final Refusal UNKNOWN_TOOL = Refusal.invalid("Unknown tool");

  private final ModernContent content;
  private final InputRounds inputs = new InputRounds();
  private final FixtureTasks tasks = new FixtureTasks();
  private final Subscriptions subscriptions;

  ModernMethods(ModernContent content, Subscriptions subscriptions) {
    this.content = content;
    this.subscriptions = subscriptions;
  }

  ModernReply reply(ModernRequest request, ModernAnswer out)
      throws IOException, InterruptedException {
    return switch (request.method()) {
      case "server/discover" -> shared(content.discovery());
      case "tools/list" -> list(request, "tools");
      case "prompts/list" -> list(request, "prompts");
      case "resources/list" -> list(request, "resources");
      case "resources/templates/list" -> list(request, "resourceTemplates");
      case "completion/complete" ->
          ModernReply.complete(FixtureMethods.completion(request.params()));
      case "resources/read" -> read(request);
      case "prompts/get" -> asking(request, prompt(request), Refusal.invalid("Unknown prompt"));
      case "tools/call" -> {
        Optional<ModernReply> task = tasks.call(request);
        yield task.isPresent() ? task.get() : call(request, out);
      }
      case "tasks/get", "tasks/update", "tasks/cancel" -> tasks.reply(request);
      default -> new Refusal(404, -32601, "Method not found", Json.object());
    };
  }

  private ModernReply list(ModernRequest request, String name) {
    // There is one page, so no cursor was ever given out.
    return request.params().has("cursor")
        ? Refusal.invalid("Invalid cursor")
        : shared(content.list(name));
  }

  private static ModernReply shared(ObjectNode result) {
    return ModernReply.complete(result.put("ttlMs", FRESH_MILLIS).put("cacheScope", "public"));
  }

  private ModernReply read(ModernRequest request) {
    String uri = request.named().asText();
    Optional<ObjectNode> fixed =
        content.read(uri).map(result -> result.put("ttlMs", 0).put("cacheScope", "private"));
    JsonNode data = Json.object().put("uri", uri);
    return asking(request, fixed, new Refusal(200, -32602, "Resource not found", data));
  }

  private Optional<ObjectNode> prompt(ModernRequest request) {
    return content.prompt(request.named().asText(), request.arguments()).map(ModernMethods::object);
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : Json.object();
  }

  private ModernReply call(ModernRequest request, ModernAnswer out)
      throws IOException, InterruptedException {
    ModernCall call = new ModernCall(request, out);
    return switch (request.named().asText()) {
      case "test_tool_with_logging" -> ModernReply.complete(call.logging());
      case "test_logging_tool" -> ModernReply.complete(call.loggingEverySeverity());
      case "test_tool_with_progress" -> ModernReply.complete(call.progressing());
      case "test_waiting" -> ModernReply.complete(call.waiting());
      case "test_missing_capability" -> call.relyingOnSampling();
      case "test_streaming_elicitation" -> {
        call.beginning();
        yield asking(request, Optional.empty(), UNKNOWN_TOOL);
      }
      case "test_trigger_tool_change" -> changed("tools");
      case "test_trigger_prompt_change" -> changed("prompts");
      default ->
          asking(
              request,
              content.result(request.named().asText()).map(ModernMethods::object),
              UNKNOWN_TOOL);
    };
  }

  private ModernReply changed(String list) {
    subscriptions.announce("notifications/" + list + "/list_changed", Json.object());
    return ModernReply.complete(Json.text("Everybody who listens was told."));
  }

  /** The constant result, else what comes out of asking the client. */
  private ModernReply asking(
      ModernRequest request, Optional<ObjectNode> constant, Refusal unknown) {
    if (constant.isPresent()) {
      return ModernReply.complete(constant.get());
    }
    Optional<JsonNode> plan = content.plan(request.method(), request.named().asText());
    return plan.isPresent() ? inputs.reply(request, plan.get()) : unknown;
  }
}
