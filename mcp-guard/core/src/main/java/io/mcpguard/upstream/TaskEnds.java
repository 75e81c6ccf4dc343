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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Records how tasks end. A task goes on behind the guard's back, so that its end is recorded when
 * the client is told of it first.
 */
final class TaskEnds {
  private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
  private static final int MOST_KNOWN = 10_000;
  private static final Duration LIFE = Duration.ofDays(1);

  private final Evidence evidence;
  private final Remembered<String, AtomicBoolean> known = Remembered.afterWrite(MOST_KNOWN, LIFE);

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
    return ENDS.contains(status)
        ? record(
            during, task, status, outcome.map(document::slice).map(Digests::ofBytes).orElse(""))
        : Optional.empty();
  }

  /** Records an end that was not recorded yet, with the digest of what came of it. */
  Optional<Denial> record(Recorded during, Target.Task task, String status, String digest) {
    AtomicBoolean recorded = known.findOrMake(task.exchange(), first -> new AtomicBoolean());
    if (!recorded.compareAndSet(false, true)) {
      return Optional.empty();
    }
    Optional<Denial> unwritable = evidence.taskEnded(during, task, status, digest);
    if (unwritable.isPresent()) {
      recorded.set(false);
    }
    return unwritable;
  }
}
