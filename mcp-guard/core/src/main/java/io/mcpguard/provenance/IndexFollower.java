package io.mcpguard.provenance;

import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.provenance.CallIndex.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Takes what a log publishes into an index, batch by batch, and throws an index away that is not of
 * this log. For one thread at a time, with readers of a log that only grows.
 */
final class IndexFollower {
  /** How many leaves one transaction takes. */
  static final int BATCH = 512;

  private final CallIndex index;

  IndexFollower(CallIndex index) {
    this.index = index;
  }

  /** Thrown to leave the log once a batch is full. */
  private static final class Enough extends Exception {
    private static final long serialVersionUID = 1;

    Enough() {
      super("a batch is full", null, false, false);
    }
  }

  private static final class Batch implements LedgerReader.EntryConsumer<Enough> {
    private final List<CallLeaf> leaves = new ArrayList<>();
    private int taken;
    private LedgerEntry last;

    Batch(LedgerEntry first) {
      this.last = first;
    }

    @Override
    public void accept(LedgerEntry entry) throws Enough {
      if (taken == BATCH) {
        throw new Enough();
      }
      taken++;
      last = entry;
      CallLeaf.read(entry).ifPresent(leaves::add);
    }
  }

  /** How many leaves were taken. */
  long size() throws IOException {
    return index.position().size();
  }

  /** Takes the next leaves, {@value #BATCH} at most. */
  void takeSome(LedgerReader ledger) throws IOException {
    long from = agreed(ledger);
    if (from >= ledger.checkpoint().size()) {
      return;
    }
    Batch batch = new Batch(ledger.entry(ledger.checkpoint().size() - 1));
    try {
      ledger.forEach(from, batch);
    } catch (Enough full) {
      // The next batch goes on from here.
    }
    index.take(
        batch.leaves,
        new Position(
            ledger.checkpoint().origin(), batch.last.index() + 1, batch.last.hash().toString()));
  }

  /** Where to go on: at the start, where what was taken is not what this log has there. */
  private long agreed(LedgerReader ledger) throws IOException {
    Position position = index.position();
    if (position.size() == 0 || isOf(ledger, position)) {
      return position.size();
    }
    index.forget();
    return 0;
  }

  private static boolean isOf(LedgerReader ledger, Position position) {
    try {
      return position.origin().equals(ledger.checkpoint().origin())
          && ledger.entry(position.size() - 1).hash().toString().equals(position.last());
    } catch (IOException | NoSuchElementException otherwise) {
      // Beyond this log's end, or in a part of it that was moved to an archive.
      return false;
    }
  }
}
