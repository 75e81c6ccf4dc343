package io.mcpguard.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves that a follower takes at once, in the log's order.
 *
 * @param entries without gaps; none where the log has no more
 * @param behind the position once they are taken
 */
public record LedgerBatch(List<LedgerEntry> entries, LogPosition behind) {
  /** What a batch holds in memory at most, beside its last leaf. */
  private static final long MOST_BYTES = 1 << 20;

  public LedgerBatch {
    entries = List.copyOf(entries);
  }

  /** Thrown to leave the log once a batch is full. */
  private static final class Enough extends Exception {
    private static final long serialVersionUID = 1;

    Enough() {
      super("a batch is full", null, false, false);
    }
  }

  /**
   * The leaves behind {@code from}, {@code most} at most; where those are archived, the first that
   * are there.
   *
   * @throws IOException when the log cannot be read, or lacks what its checkpoint covers
   */
  public static LedgerBatch after(LogPosition from, LedgerReader log, int most) throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    try {
      log.forEach(
          from.size(),
          new LedgerReader.EntryConsumer<Enough>() {
            private long bytes;

            @Override
            public void accept(LedgerEntry entry) throws Enough {
              if (entries.size() == most || bytes >= MOST_BYTES) {
                throw new Enough();
              }
              bytes += entry.bytes().length;
              entries.add(entry);
            }
          });
    } catch (Enough full) {
      // The next batch goes on from here.
    }
    if (!entries.isEmpty()) {
      LedgerEntry last = entries.getLast();
      String hash = last.hash().toString();
      return new LedgerBatch(
          entries, new LogPosition(log.checkpoint().origin(), last.index() + 1, hash));
    }
    if (from.size() < log.checkpoint().size()) {
      throw new IOException("the log lacks entries that its checkpoint covers");
    }
    return new LedgerBatch(entries, from);
  }
}
