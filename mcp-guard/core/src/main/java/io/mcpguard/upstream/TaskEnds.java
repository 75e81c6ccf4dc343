package io.mcpguard.upstream;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Records how tasks end. A task goes on behind the guard's back, so that its end is recorded when
 * the client is told of it first.
 */
final class TaskEnds {
  private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
  private static final int MOST_KNOWN = 10_000;
  private static final Duration LIFE = Duration.ofDays(1);

  private final Evidence evidence;
  private final Remembered<String, String> known = Remembered.afterWrite(MOST_KNOWN, LIFE);

  TaskEnds(Evidence evidence) {
    this.evidence = evidence;
  }

  /**
   * Records the end that {@code state}, a task as its server tells it, shows, if it shows one that
   * is not recorded yet.
   *
   * @param outcome what came of it, where that is told at the same time
   * @return why the client may not be told, where it cannot be recorded
   */
  Optional<Denial> shown(
      Recorded during,
      Target.Task task,
      JsonDocument document,
      JsonObject state,
      Optional<JsonValue> outcome) {
    String status = state.string("status").orElse("");
    if (!ENDS.contains(status) || known.find(task.handle()).isPresent()) {
      return Optional.empty();
    }
    String digest = outcome.map(value -> Digests.ofBytes(document.slice(value))).orElse("");
    Optional<Denial> unwritable = evidence.taskEnded(during, task, status, digest);
    if (unwritable.isEmpty()) {
      known.put(task.handle(), status);
    }
    return unwritable;
  }
}
