package io.mcpguard.provenance;

import io.mcpguard.ledger.LedgerBatch;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogPosition;
import java.io.IOException;

/**
 * Takes what a log publishes into an index, batch by batch, and throws an index away that is not of
 * this log. For one thread at a time, with readers of a log that only grows.
 */
final class IndexFollower {
  /** How many leaves one transaction takes at most. */
  static final int BATCH = 512;

  private final CallIndex index;

  IndexFollower(CallIndex index) {
    this.index = index;
  }

  /** How many leaves were taken. */
  long size() throws IOException {
    return index.position().size();
  }

  /** Takes the next leaves, {@value #BATCH} at most. */
  void takeSome(LedgerReader ledger) throws IOException {
    LedgerBatch batch = LedgerBatch.after(agreed(ledger), ledger, BATCH);
    if (!batch.entries().isEmpty()) {
      index.take(
          batch.entries().stream().flatMap(entry -> CallLeaf.read(entry).stream()).toList(),
          batch.behind());
    }
  }

  /** Where to go on: at the start, where what was taken is not what this log has there. */
  private LogPosition agreed(LedgerReader ledger) throws IOException {
    LogPosition position = index.position();
    if (position.isOf(ledger)) {
      return position;
    }
    index.forget();
    return LogPosition.none();
  }
}
