package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The same plans of questions as {@link InputRounds} has, in the legacy way: the server asks while
 * its call is open, all questions of a round at once, one round after the other.
 */
final class FixtureRounds {
  private final FixtureSession session;
  private final EventStream stream;
  private final JsonNode arguments;

  FixtureRounds(FixtureSession session, EventStream stream, JsonNode params) {
    this.session = session;
    this.stream = stream;
    this.arguments = params.path("arguments");
  }

  /** The plan's result with every answer in it, or what the client could not be asked. */
  ObjectNode run(JsonNode plan) throws InterruptedException {
    ObjectNode known = Json.object();
    known.set("arguments", arguments.isObject() ? arguments : Json.object());
    for (JsonNode round : plan.path("rounds")) {
      ObjectNode questions = Template.filled(round, known);
      if (plan.path("adapts").asBoolean()) {
        questions.removeIf(question -> !canAnswer(question));
      }
      for (JsonNode question : questions) {
        if (!canAnswer(question)) {
          return failed("the client has no " + capability(question));
        }
      }
      for (Map.Entry<String, JsonNode> answer : asked(questions).entrySet()) {
        if (!answer.getValue().has("result")) {
          return failed(answer.getValue().at("/error/message").asText());
        }
        known.set(answer.getKey(), answer.getValue().path("result"));
      }
    }
    return Template.filled(plan.path("result"), known);
  }

  private Map<String, JsonNode> asked(ObjectNode questions) throws InterruptedException {
    Map<String, FixtureSession.Posed> open = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> question : questions.properties()) {
      JsonNode ask = question.getValue();
      open.put(
          question.getKey(), session.pose(stream, ask.path("method").asText(), ask.path("params")));
    }
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    for (Map.Entry<String, FixtureSession.Posed> each : open.entrySet()) {
      answers.put(each.getKey(), session.await(each.getValue()));
    }
    return answers;
  }

  private boolean canAnswer(JsonNode question) {
    return session.clientCapabilities.has(capability(question));
  }

  private static String capability(JsonNode question) {
    String method = question.path("method").asText();
    return method.substring(0, method.indexOf('/'));
  }

  private static ObjectNode failed(String why) {
    return Json.text("Asking failed: " + why).put("isError", true);
  }
}
