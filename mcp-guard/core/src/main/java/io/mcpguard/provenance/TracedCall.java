package io.mcpguard.provenance;

import io.mcpguard.ledger.LedgerReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
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

  /**
   * An indexed call as the log has it.
   *
   * @throws IOException when the log cannot be read, or does not have these leaves
   */
  public static TracedCall of(IndexedCall call, LedgerReader ledger) throws IOException {
    if (!(leaf(call, call.decision(), ledger) instanceof CallLeaf.Decision decision)) {
      throw disagreement();
    }
    List<CallLeaf> ends = new ArrayList<>();
    for (long end : call.ends()) {
      ends.add(leaf(call, end, ledger));
    }
    return new TracedCall(decision, ends);
  }

  private static CallLeaf leaf(IndexedCall call, long at, LedgerReader ledger) throws IOException {
    try {
      return CallLeaf.read(ledger.entry(at))
          .filter(leaf -> leaf.txn().equals(call.txn()))
          .orElseThrow(TracedCall::disagreement);
    } catch (NoSuchElementException beyond) {
      throw disagreement();
    }
  }

  private static IOException disagreement() {
    return new IOException("the index of calls: does not agree with the ledger; make it anew");
  }

  /** Its id. */
  public String txn() {
    return decision.txn();
  }

  /** How it ended; empty text while that is not known, and for what was never let out. */
  public String status() {
    return outcome().map(end -> end.text("status")).orElse("");
  }

  /**
   * What the tool server signed of its result: a verdict, and the key where it holds; empty text
   * where nobody asked.
   */
  public String counterSignature() {
    String key = end("key");
    return key.isEmpty() ? end("verdict") : end("verdict") + " by key " + key;
  }

  private String end(String member) {
    return outcome().map(end -> end.text("counter_signature", member)).orElse("");
  }

  /** How it ended, where that is known. */
  Optional<CallLeaf> outcome() {
    return ends.stream().filter(CallLeaf.Outcome.class::isInstance).findFirst();
  }

  /** How the task ended that it began, where that is known. */
  Optional<CallLeaf> taskEnd() {
    return ends.stream().filter(CallLeaf.TaskEnd.class::isInstance).findFirst();
  }

  /** Every leaf that tells of it, in the log's order. */
  public List<CallLeaf> leaves() {
    return Stream.concat(Stream.<CallLeaf>of(decision), ends.stream()).toList();
  }
}
