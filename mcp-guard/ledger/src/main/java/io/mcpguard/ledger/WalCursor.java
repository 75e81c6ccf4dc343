package io.mcpguard.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the durable part of the write-ahead log forwards, batch by batch. */
final class WalCursor {
  private final Wal wal;
  private @Nullable Segment segment;
  private long position;
  private long index;

  WalCursor(Wal wal) {
    this.wal = wal;
  }

  /** The next batch; the caller knows that one is durable. */
  Batch next() throws IOException {
    Segment current = segment();
    Batch batch =
        current
            .read(position)
            .filter(found -> found.first() == index)
            .orElseThrow(() ->
                new LedgerDamaged(
                    "write-ahead segment "
                        + current.path().getFileName()
                        + " lost entry "
                        + index
                        + "; restore the ledger's directory from a copy"));
    position = batch.end();
    index = batch.next();
    return batch;
  }

  private Segment segment() throws IOException {
    Segment current = segment;
    if (current == null) {
      current = wal.oldest().orElseThrow(() -> new IOException("no segment is in use"));
      enter(current);
    }
    for (var after = wal.after(current);
        after.isPresent() && after.get().first() == index;
        after = wal.after(current)) {
      current = after.get();
      enter(current);
    }
    return current;
  }

  private void enter(Segment entered) {
    segment = entered;
    position = entered.begin().position();
    index = entered.begin().index();
  }
}
