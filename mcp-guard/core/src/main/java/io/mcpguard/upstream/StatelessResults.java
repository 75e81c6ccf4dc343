package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What of a result of the 2026-07-28 revision is changed: a state goes out sealed, what one caller
 * may read no cache may give to another, and what a result must say of itself it says.
 */
final class StatelessResults implements ResultEdits {
  private static final byte[] PRIVATE = "\"private\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMPLETE = "\"complete\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AT_ONCE = "0".getBytes(StandardCharsets.US_ASCII);

  private final Questions questions;
  private final RequestStates states;
  private final TaskResults tasks;

  StatelessResults(Questions questions, RequestStates states, TaskResults tasks) {
    this.questions = questions;
    this.states = states;
    this.tasks = tasks;
  }

  /**
   * A complete result that caches may keep: "MUST NOT be shared across authorization contexts", and
   * fresh for no longer than its server says (2026-07-28, server/utilities/caching). What it says
   * is left as it is, be it wrong: from another value its receipt could not be told to be its own.
   */
  static void keepPrivate(JsonObject result, Splices edits) {
    complete(result, edits);
    edits.set(result, "cacheScope", PRIVATE);
    if (result.member("ttlMs").isEmpty()) {
      edits.set(result, "ttlMs", AT_ONCE);
    }
  }

  /** Every result says of which type it is (2026-07-28, basic/index, responses). */
  private static void complete(JsonObject result, Splices edits) {
    if (result.member("resultType").isEmpty()) {
      edits.set(result, "resultType", COMPLETE);
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
        if (isKept(recorded, result)) {
          keepPrivate(result, edits);
        } else {
          complete(result, edits);
        }
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

  /** What was read, and what its server would have kept without being asked to say so. */
  private static boolean isKept(Recorded recorded, JsonObject result) {
    return recorded.call().method().equals(McpMethod.RESOURCES_READ.wire())
        || result.member("cacheScope").isPresent();
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
