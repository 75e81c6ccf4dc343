package io.mcpguard.provenance;

import java.util.List;
import java.util.stream.Stream;

/**
 * A call, as its leaves tell of it.
 *
 * @param decision what was decided before it
 * @param ends how it ended, and the task that it began; empty while nothing is known of that
 */
public record TracedCall(CallLeaf.Decision decision, List<CallLeaf> ends) {
  public TracedCall {
    ends = List.copyOf(ends);
  }

  /** Its id. */
  public String txn() {
    return decision.txn();
  }

  /** How it ended; empty text while that is not known, and for what was never let out. */
  public String status() {
    return ends.stream()
        .filter(CallLeaf.Outcome.class::isInstance)
        .map(end -> end.text("status"))
        .findFirst()
        .orElse("");
  }

  /** Every leaf that tells of it, in the log's order. */
  public List<CallLeaf> leaves() {
    return Stream.concat(Stream.<CallLeaf>of(decision), ends.stream()).toList();
  }
}
