package io.mcpguard.upstream;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is changed in results that begin a task or tell of one (tasks extension of 2026-07-28): the
 * client gets a handle of ours in the place of the upstream's id, what a task asks is permitted
 * like any question, and what came of it is held to the rules of a call's own result.
 */
final class TaskResults {
  private static final String TASK_ID = "taskId";
  private static final int MOST_POSED = 10_000;
  private static final Duration LIFE = Duration.ofHours(1);

  private final TaskHandles handles;
  private final Questions questions;
  private final TaskEnds ends;
  private final Remembered<String, String> posed = Remembered.afterWrite(MOST_POSED, LIFE);

  TaskResults(TaskHandles handles, Questions questions, TaskEnds ends) {
    this.handles = handles;
    this.questions = questions;
    this.ends = ends;
  }

  /**
   * "A client that receives CreateTaskResult in response to an unsupported request type MUST
   * interpret this as an invalid response".
   */
  Optional<Denial> begun(Recorded recorded, JsonObject result, Splices edits) {
    if (!(recorded.call().target() instanceof Target.Tool)) {
      return wrong("it began a task where there is none");
    }
    // Whoever did not declare tasks could neither read this nor ask what came of it.
    if (!(recorded.call().content() instanceof JsonObject params)
        || !RequestMeta.declares(params, TaskHandles.EXTENSION)) {
      return wrong("it began a task for a client that declared no tasks");
    }
    // Asked and told is in the answers to tasks/get alone, where it is looked at.
    return Stream.of("inputRequests", "requestState", "result", "error")
            .anyMatch(name -> result.member(name).isPresent())
        ? wrong("its task says more than that it began")
        : handed(handles, recorded, result, edits);
  }

  /** Hands out a handle for the upstream's id of a task that the call began. */
  static Optional<Denial> handed(
      TaskHandles handles, Recorded recorded, JsonObject task, Splices edits) {
    Optional<JsonString> id = task.member(TASK_ID, JsonString.class);
    Optional<String> handle =
        id.flatMap(own ->
            handles.seal(recorded.caller(), recorded.upstream(), recorded.call(), own.value()));
    if (handle.isEmpty()) {
      return wrong("its task has no id of use");
    }
    put(edits, id.orElseThrow(), handle.get());
    return Optional.empty();
  }

  /** What a request about a task was answered. */
  Optional<Denial> of(
      Recorded recorded,
      Target.Task task,
      JsonDocument document,
      JsonObject result,
      Splices edits) {
    return named(task, result, edits)
        .or(() -> asked(recorded, task, document, result, edits))
        .or(() -> came(recorded, result, edits))
        .or(() ->
            ends.shown(
                recorded,
                task,
                document,
                result,
                result.member("result").or(() -> result.member("error"))));
  }

  /** Only of the task that was asked about may it tell. */
  static Optional<Denial> named(Target.Task task, JsonObject result, Splices edits) {
    Optional<JsonValue> id = result.member(TASK_ID);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (!(id.get() instanceof JsonString text) || !text.value().equals(task.name())) {
      return wrong("it told of another task");
    }
    put(edits, text, task.handle());
    return Optional.empty();
  }

  /** What a client is told at each poll is one question, and recorded once. */
  private Optional<Denial> asked(
      Recorded recorded,
      Target.Task task,
      JsonDocument document,
      JsonObject result,
      Splices edits) {
    Optional<JsonValue> asked = result.member("inputRequests");
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (!(asked.get() instanceof JsonObject all)) {
      return wrong("its inputRequests are no object");
    }
    String question = task.exchange() + Digests.ofBytes(document.slice(all));
    if (posed.find(question).isPresent()) {
      all.members().forEach(each -> withoutOurs(each.value(), edits));
      return Optional.empty();
    }
    Optional<Denial> refusal = questions.refusal(recorded, document, all, edits);
    if (refusal.isEmpty()) {
      posed.put(question, task.exchange());
    }
    return refusal;
  }

  private static void withoutOurs(JsonValue asked, Splices edits) {
    if (asked instanceof JsonObject question) {
      question.object("params").ifPresent(params -> OwnMeta.strip(params, edits));
    }
  }

  private static Optional<Denial> came(Recorded recorded, JsonObject result, Splices edits) {
    result.object("result").ifPresent(inner -> OwnMeta.strip(inner, edits));
    boolean mayPass =
        result.member("error").map(e -> Elicitations.mayPass(recorded.upstream(), e)).orElse(true);
    return mayPass
        ? Optional.empty()
        : wrong("the error of its task sends a person outside elicitation-hosts");
  }

  private static void put(Splices edits, JsonString old, String handle) {
    edits.replace(old, new ByteSink(handle.length() + 2).string(handle).toBytes());
  }

  private static Optional<Denial> wrong(String detail) {
    return Optional.of(Denial.of(Reason.UPSTREAM_WRONG, detail));
  }
}
