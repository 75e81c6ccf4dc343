package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tasks extension of 2026-07-28 as the suite's tools need it. A task is worked out from the
 * clock whenever it is looked at, so that nothing runs meanwhile; ids are counted, as a careless
 * server's would be.
 */
final class FixtureTasks {
  static final String EXTENSION = ModernRequest.PREFIX + "tasks";

  private static final Set<String> TOOLS =
      Set.of(
          "slow_compute",
          "failing_job",
          "protocol_error_job",
          "confirm_delete",
          "multi_input",
          "test_tool_with_task");
  private static final int TTL_MILLIS = 300_000;
  private static final int POLL_MILLIS = 200;

  private final Map<String, Task> tasks = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  private static final class Task {
    final String id;
    final String tool;
    final JsonNode arguments;
    final Instant created = Instant.now();
    final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
    volatile boolean cancelled;

    Task(String id, String tool, JsonNode arguments) {
      this.id = id;
      this.tool = tool;
      this.arguments = arguments;
    }

    List<String> questions() {
      return switch (tool) {
        case "confirm_delete" -> List.of("confirm");
        case "multi_input" -> List.of("first", "second");
        default -> List.of();
      };
    }

    boolean isDone() {
      Duration work =
          tool.equals("slow_compute")
              ? Duration.ofMillis((long) (arguments.path("seconds").asDouble() * 1000))
              : Duration.ofMillis(300);
      return !Instant.now().isBefore(created.plus(work))
          && answers.keySet().containsAll(questions());
    }
  }

  private static boolean declares(ModernRequest request) {
    return request.meta("clientCapabilities").path("extensions").path(EXTENSION).isObject();
  }

  private static Refusal undeclared() {
    ObjectNode data = Json.object();
    data.putObject("requiredCapabilities").putObject("extensions").putObject(EXTENSION);
    return new Refusal(400, -32021, "Missing required client capability", data);
  }

  /** The reply to a call of a tool that has tasks; empty for any other tool. */
  Optional<ModernReply> call(ModernRequest request) {
    String tool = request.named().asText();
    if (tool.equals("greet")) {
      String name = request.arguments().path("name").asText();
      return Optional.of(ModernReply.complete(Json.text("Hello, " + name + "!")));
    }
    if (!TOOLS.contains(tool)) {
      return Optional.empty();
    }
    if (!declares(request)) {
      return Optional.of(
          tool.equals("slow_compute")
              ? ModernReply.complete(Json.text("Computed."))
              : undeclared());
    }
    JsonNode answer = request.params().path("inputResponses").path("user_name");
    if (tool.equals("test_tool_with_task") && answer.isMissingNode()) {
      ObjectNode result = Json.object();
      result.putObject("inputRequests").set("user_name", question("What is your name?"));
      return Optional.of(new ModernReply.Result("input_required", result));
    }
    Task task = new Task("task-" + ids.incrementAndGet(), tool, request.arguments());
    if (!answer.isMissingNode()) {
      task.answers.put("user_name", answer);
    }
    tasks.put(task.id, task);
    return Optional.of(new ModernReply.Result("task", shape(task, "working")));
  }

  /** The reply to {@code tasks/get}, {@code tasks/update} or {@code tasks/cancel}. */
  ModernReply reply(ModernRequest request) {
    if (!declares(request)) {
      return undeclared();
    }
    Task task = tasks.get(request.params().path("taskId").asText());
    if (task == null) {
      return Refusal.invalid("Unknown task");
    }
    switch (request.method()) {
      case "tasks/update" ->
          request.params().path("inputResponses").properties().stream()
              .filter(given -> task.questions().contains(given.getKey()))
              .forEach(given -> task.answers.putIfAbsent(given.getKey(), given.getValue()));
      case "tasks/cancel" -> task.cancelled |= !task.isDone();
      default -> {
        return ModernReply.complete(detailed(task));
      }
    }
    return ModernReply.complete(Json.object());
  }

  private static ObjectNode detailed(Task task) {
    if (task.cancelled) {
      return shape(task, "cancelled");
    }
    if (!task.answers.keySet().containsAll(task.questions())) {
      ObjectNode asking = shape(task, "input_required");
      ObjectNode open = asking.putObject("inputRequests");
      task.questions().stream()
          .filter(key -> !task.answers.containsKey(key))
          .forEach(key -> open.set(key, question("Say something for " + key)));
      return asking;
    }
    if (!task.isDone()) {
      return shape(task, "working");
    }
    if (task.tool.equals("protocol_error_job")) {
      ObjectNode failed = shape(task, "failed");
      failed.putObject("error").put("code", -32603).put("message", "The job broke");
      return failed;
    }
    ObjectNode completed = shape(task, "completed");
    ObjectNode result = Json.text("Done with " + task.answers.values());
    completed.set("result", task.tool.equals("failing_job") ? result.put("isError", true) : result);
    return completed;
  }

  private static ObjectNode question(String message) {
    ObjectNode question = Json.object().put("method", "elicitation/create");
    ObjectNode params = question.putObject("params").put("mode", "form").put("message", message);
    ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
    schema.putObject("properties").putObject("input").put("type", "string");
    return question;
  }

  private static ObjectNode shape(Task task, String status) {
    return Json.object()
        .put("taskId", task.id)
        .put("status", status)
        .put("createdAt", task.created.toString())
        .put("lastUpdatedAt", Instant.now().toString())
        .put("ttlMs", TTL_MILLIS)
        .put("pollIntervalMs", POLL_MILLIS);
  }
}
