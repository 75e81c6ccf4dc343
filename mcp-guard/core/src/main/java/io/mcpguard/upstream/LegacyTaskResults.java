package io.mcpguard.upstream;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.Target;
import java.util.Optional;

/**
 * The same for the tasks of 2025-11-25 (basic/utilities/tasks), which a client asks for: a call is
 * answered with {@code task}, and what came of it is the result of {@code tasks/result}.
 */
final class LegacyTaskResults implements ResultEdits {
  static final String RELATED = "io.modelcontextprotocol/related-task";

  private final TaskHandles handles;
  private final TaskEnds ends;

  LegacyTaskResults(TaskHandles handles, TaskEnds ends) {
    this.handles = handles;
    this.ends = ends;
  }

  @Override
  public Optional<Denial> of(
      Recorded recorded, JsonDocument document, JsonObject result, Splices edits) {
    return switch (recorded.call().target()) {
      case Target.Tool tool -> begun(recorded, result, edits);
      case Target.Task task -> told(recorded, task, document, result, edits);
      case Target.Resource resource -> Optional.empty();
      case Target.Template template -> Optional.empty();
      case Target.Prompt prompt -> Optional.empty();
      case Target.Question question -> Optional.empty();
      case Target.Subscription subscription -> Optional.empty();
      case Target.TaskHandle handle -> Optional.empty();
      case Target.Server server -> Optional.empty();
    };
  }

  /** Where none was asked for, a member of that name is one like any other. */
  private Optional<Denial> begun(Recorded recorded, JsonObject result, Splices edits) {
    boolean wanted =
        recorded.call().message() instanceof McpMessage.Request request
            && request.params().member("task").isPresent();
    result.object("_meta").ifPresent(meta -> edits.remove(meta, RELATED));
    Optional<JsonObject> task = wanted ? result.object("task") : Optional.empty();
    return task.flatMap(own -> TaskResults.handed(handles, recorded, own, edits));
  }

  /** A call's own result comes once its task has ended (2025-11-25, basic/utilities/tasks). */
  private Optional<Denial> came(
      Recorded recorded, Target.Task task, JsonDocument document, JsonObject result) {
    String status = result.truth("isError").orElse(false) ? "failed" : "completed";
    return ends.record(recorded, task, status, Digests.ofBytes(document.slice(result)));
  }

  private Optional<Denial> told(
      Recorded recorded,
      Target.Task task,
      JsonDocument document,
      JsonObject result,
      Splices edits) {
    if (recorded.call().method().equals(McpMethod.TASKS_RESULT.wire())) {
      return result
          .object("_meta")
          .flatMap(meta -> meta.object(RELATED))
          .flatMap(related -> TaskResults.named(task, related, edits))
          .or(() -> came(recorded, task, document, result));
    }
    if (result.member("taskId").isEmpty()) {
      return Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "it told of no task"));
    }
    return TaskResults.named(task, result, edits)
        .or(() -> ends.shown(recorded, task, document, result, Optional.empty()));
  }
}
