package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What of a result of the 2026-07-28 revision is changed: a state goes out sealed, and what one
 * caller may read no cache may give to another.
 */
final class StatelessResults implements ResultEdits {
  private static final byte[] PRIVATE = "\"private\"".getBytes(StandardCharsets.US_ASCII);

  private final Questions questions;
  private final RequestStates states;
  private final TaskResults tasks;

  StatelessResults(Questions questions, RequestStates states, TaskResults tasks) {
    this.questions = questions;
    this.states = states;
    this.tasks = tasks;
  }

  /** "MUST NOT be shared across authorization contexts" (2026-07-28, server/utilities/caching). */
  static void keepPrivate(JsonObject result, Splices edits) {
    if (result.member("cacheScope").isPresent()) {
      edits.set(result, "cacheScope", PRIVATE);
    }
  }

  /**
   * Why a result that is due at once is none; what leads further would lead past what looks at a
   * call's results: "Servers MUST NOT send InputRequiredResult responses on any other client
   * requests" (2026-07-28, basic/patterns/mrtr).
   */
  static Optional<Denial> incomplete(JsonObject result) {
    return switch (type(result)) {
      case COMPLETE -> Optional.empty();
      case INPUT_REQUIRED, TASK, UNKNOWN ->
          Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "its result is of a type not due here"));
    };
  }

  @Override
  public Optional<Denial> of(
      Recorded recorded, JsonDocument document, JsonObject result, Splices edits) {
    return switch (type(result)) {
      case COMPLETE -> {
        keepPrivate(result, edits);
        yield recorded.call().target() instanceof Target.Task own
            ? tasks.of(recorded, own, document, result, edits)
            : Optional.empty();
      }
      case INPUT_REQUIRED ->
          recorded.call().target() instanceof Target.Task
              ? incomplete(result)
              : asking(recorded, document, result, edits);
      case TASK -> tasks.begun(recorded, result, edits);
      case UNKNOWN ->
          Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "its result is of a type not spoken here"));
    };
  }

  private Optional<Denial> asking(
      Recorded recorded, JsonDocument document, JsonObject result, Splices edits) {
    Optional<JsonValue> asked = result.member("inputRequests");
    if (asked.isPresent() && !(asked.get() instanceof JsonObject)) {
      return Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "its inputRequests are no object"));
    }
    return states
        .seal(recorded.caller(), recorded.upstream().name(), recorded.call(), result, edits)
        .or(() ->
            result
                .object("inputRequests")
                .flatMap(all -> questions.refusal(recorded, document, all, edits)));
  }

  private enum Type {
    COMPLETE,
    INPUT_REQUIRED,
    TASK,
    /** Of an extension that is not spoken here. */
    UNKNOWN
  }

  /** "Absent … clients MUST treat as complete" (2026-07-28, basic/index, responses). */
  private static Type type(JsonObject result) {
    Optional<JsonValue> given = result.member("resultType");
    if (given.isEmpty()) {
      return Type.COMPLETE;
    }
    return switch (result.string("resultType").orElse("")) {
      case "complete" -> Type.COMPLETE;
      case "input_required" -> Type.INPUT_REQUIRED;
      case "task" -> Type.TASK;
      default -> Type.UNKNOWN;
    };
  }
}
