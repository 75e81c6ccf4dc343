package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One tool call of the fixture while it runs: the tools whose answer takes more than a constant.
 */
final class FixtureCall {
  /** The suite asks for about 50 ms between two notifications of a tool. */
  private static final int PAUSE_MILLIS = 50;

  private static final int MOST_MILLIS = 30_000;

  private final FixtureSession session;
  private final EventStream stream;
  private final JsonNode params;

  FixtureCall(FixtureSession session, EventStream stream, JsonNode params) {
    this.session = session;
    this.stream = stream;
    this.params = params;
  }

  ObjectNode logging() throws InterruptedException {
    for (String text :
        List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
      ObjectNode message = Json.object().put("level", "info").put("data", text);
      stream.emit(Json.notification("notifications/message", message));
      Thread.sleep(PAUSE_MILLIS);
    }
    return Json.text("Three messages were logged.");
  }

  ObjectNode loggingEverySeverity() {
    for (String level : LogLevels.ALL) {
      ObjectNode message =
          Json.object().put("level", level).put("data", "A message of severity " + level);
      stream.emit(Json.notification("notifications/message", message));
    }
    return Json.text("One message of every severity was logged.");
  }

  /** Tells of progress before anything else, where the client wants to hear of it. */
  void beginning() {
    JsonNode token = params.path("_meta").path("progressToken");
    if (!token.isMissingNode()) {
      ObjectNode step = Json.object().put("progress", 0).put("total", 100);
      step.set("progressToken", token);
      stream.emit(Json.notification("notifications/progress", step));
    }
  }

  /** Runs until it is cancelled, or for 30 s. */
  ObjectNode waiting() throws InterruptedException {
    Thread.sleep(MOST_MILLIS);
    return Json.text("Nobody cancelled.");
  }

  /** Asks whether the client said that it can be asked or not, as no server should. */
  ObjectNode relyingOnSampling() throws InterruptedException {
    ObjectNode ask = Json.object().put("maxTokens", 1);
    ask.putArray("messages");
    return told(session.ask(stream, "sampling/createMessage", ask), "The client can sample.");
  }

  ObjectNode progressing() throws InterruptedException {
    JsonNode token = params.path("_meta").path("progressToken");
    for (int progress : List.of(0, 50, 100)) {
      if (!token.isMissingNode()) {
        ObjectNode step = Json.object().put("progress", progress).put("total", 100);
        step.set("progressToken", token);
        stream.emit(Json.notification("notifications/progress", step));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return Json.text("Progress was reported.");
  }

  /**
   * Closes its own connection; the result waits in the stream for whoever resumes it (SEP-1699).
   */
  ObjectNode reconnecting() throws InterruptedException {
    stream.detach();
    Thread.sleep(PAUSE_MILLIS);
    return Json.text("The stream was resumed.");
  }

  ObjectNode sampling() throws InterruptedException {
    ObjectNode ask = Json.object();
    ObjectNode content = Json.object().put("type", "text").put("text", argument("prompt"));
    ask.putArray("messages").addObject().put("role", "user").set("content", content);
    ask.put("maxTokens", 100);
    JsonNode answer = askFor("sampling", "sampling/createMessage", ask);
    return told(answer, "LLM response: " + answer.at("/result/content/text").asText());
  }

  ObjectNode eliciting(ObjectNode form) throws InterruptedException {
    if (params.at("/arguments/message").isTextual()) {
      form.put("message", argument("message"));
    }
    JsonNode answer = askFor("elicitation", "elicitation/create", form);
    return told(
        answer,
        "User response: action=%s, content=%s"
            .formatted(
                answer.at("/result/action").asText(), answer.path("result").path("content")));
  }

  private JsonNode askFor(String capability, String method, JsonNode ask)
      throws InterruptedException {
    if (!session.clientCapabilities.has(capability)) {
      return Json.error(Json.NODES.nullNode(), -32603, "the client has no " + capability);
    }
    return session.ask(stream, method, ask);
  }

  private static ObjectNode told(JsonNode answer, String text) {
    if (answer.has("result")) {
      return Json.text(text);
    }
    return Json.text("Asking failed: " + answer.at("/error/message").asText()).put("isError", true);
  }

  private String argument(String name) {
    return params.path("arguments").path(name).asText();
  }
}
