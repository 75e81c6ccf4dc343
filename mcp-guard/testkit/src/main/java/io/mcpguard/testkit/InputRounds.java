package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multi round-trip requests (2026-07-28, MRTR), as a plan says: rounds of questions, then a result.
 * A sealed plan carries its round and the answers so far in {@code requestState}; any other looks
 * at the answers alone.
 */
final class InputRounds {
  private final RequestState states = RequestState.fresh(Clock.systemUTC());

  ModernReply reply(ModernRequest request, JsonNode plan) {
    JsonNode responses = request.params().path("inputResponses");
    if (!responses.isMissingNode() && !responses.isObject()) {
      return Refusal.invalid("inputResponses is not an object");
    }
    JsonNode text = request.params().path("requestState");
    if (!text.isMissingNode()) {
      Optional<RequestState.Reached> state = states.open(text.asText(), request);
      return state.isPresent()
          ? weigh(request, plan, state.get(), responses)
          : Refusal.invalid("requestState is not one of ours for this request");
    }
    boolean sealed = plan.path("sealed").asBoolean();
    return weigh(
        request,
        plan,
        RequestState.Reached.NOTHING,
        sealed ? MissingNode.getInstance() : responses);
  }

  private ModernReply weigh(
      ModernRequest request, JsonNode plan, RequestState.Reached reached, JsonNode responses) {
    ObjectNode questions = questions(request, plan, reached);
    ObjectNode answers = reached.answers().deepCopy();
    for (Map.Entry<String, JsonNode> question : questions.properties()) {
      JsonNode response = responses.path(question.getKey());
      if (response.isMissingNode()) {
        return ask(request, plan, reached, questions);
      }
      if (!answers(question.getValue().path("method").asText(), response)) {
        return Refusal.invalid("an input response is not of its request's kind");
      }
      answers.set(question.getKey(), response);
    }
    RequestState.Reached next = new RequestState.Reached(reached.round() + 1, answers);
    return next.round() < plan.path("rounds").size()
        ? ask(request, plan, next, questions(request, plan, next))
        : ModernReply.complete(filled(plan.path("result"), request, answers));
  }

  private ModernReply ask(
      ModernRequest request, JsonNode plan, RequestState.Reached reached, ObjectNode questions) {
    List<String> undeclared = new ArrayList<>();
    questions.forEach(question -> {
      String method = question.path("method").asText();
      if (!Capabilities.declares(request, method)) {
        undeclared.add(method);
      }
    });
    if (!undeclared.isEmpty()) {
      return Capabilities.missing(undeclared);
    }
    ObjectNode result = Json.object();
    result.set("inputRequests", questions);
    if (plan.path("sealed").asBoolean()) {
      result.put("requestState", states.seal(reached, request));
    }
    return new ModernReply.Result("input_required", result);
  }

  /** A round's questions; a plan that adapts leaves out what the client cannot be asked. */
  private static ObjectNode questions(
      ModernRequest request, JsonNode plan, RequestState.Reached reached) {
    ObjectNode questions =
        filled(plan.path("rounds").path(reached.round()), request, reached.answers());
    if (plan.path("adapts").asBoolean()) {
      questions.removeIf(q -> !Capabilities.declares(request, q.path("method").asText()));
    }
    return questions;
  }

  private static boolean answers(String method, JsonNode response) {
    return switch (method) {
      case "elicitation/create" ->
          List.of("accept", "decline", "cancel").contains(response.path("action").asText());
      case "sampling/createMessage" ->
          response.has("content") && response.path("model").isTextual();
      default -> response.path("roots").isArray();
    };
  }

  /** A template whose <code>{/json/pointer}</code>s point into the answers and the arguments. */
  private static ObjectNode filled(JsonNode template, ModernRequest request, ObjectNode answers) {
    ObjectNode known = answers.deepCopy();
    known.set("arguments", request.arguments().isObject() ? request.arguments() : Json.object());
    return Template.filled(template, known);
  }
}
