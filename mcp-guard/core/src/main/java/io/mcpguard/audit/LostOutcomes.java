package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerUnavailable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Ends the calls that a stop of the guard cut off: each decision that let a call out and has no
 * outcome gets {@code unknown}, because the tool server may have acted and nobody saw it.
 */
public final class LostOutcomes {
  private final Ledger ledger;
  private final InstantSource clock;

  /** Calls in {@code ledger}, which nobody else appends to yet. */
  public LostOutcomes(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Writes what is missing and moves the point behind it.
   *
   * @return how many calls were cut off
   * @throws IOException when the log cannot be read or does not take the outcomes
   */
  public int recover(RecoveryPoint point) throws IOException {
    LedgerReader reader = ledger.reader();
    long size = reader.checkpoint().size();
    long from = point.read();
    Map<Long, String> open = new TreeMap<>();
    // A point beyond the end is another log's, as after a copy was restored.
    reader.forEach(from > size ? 0 : from, entry -> read(entry, open));
    append(open);
    point.write(size);
    return open.size();
  }

  private static void read(LedgerEntry entry, Map<Long, String> open) {
    try {
      if (JsonDocument.read(entry.bytes(), ReadRules.answer()).root() instanceof JsonObject leaf) {
        switch (leaf.string("type").orElse("")) {
          case "decision" ->
              leaf.string("txn")
                  .filter(txn -> leaf.string("decision").filter("allow"::equals).isPresent())
                  .ifPresent(txn -> open.put(entry.index(), txn));
          case "outcome" -> leaf.integer("decision_leaf").ifPresent(open::remove);
          default -> {}
        }
      }
    } catch (MalformedJson foreign) {
      // No guard writes such a leaf, so no call of a guard wants it.
    }
  }

  /** All at once, so that they share the disk's syncs. */
  private void append(Map<Long, String> open) throws IOException {
    List<Future<Long>> written = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      open.forEach((decision, txn) -> {
        CallEnd end = CallEnd.without(Status.UNKNOWN, CallEnd.CRASHED);
        byte[] leaf = OutcomeLeaf.of(Moment.of(clock.instant()), txn, decision, end).bytes();
        written.add(threads.submit(() -> ledger.append(leaf)));
      });
      for (Future<Long> one : written) {
        one.get();
      }
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof LedgerUnavailable full ? full.reason() : e.getCause() + "";
      throw new IOException("the ends of calls that were cut off cannot be recorded: " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while calls that were cut off were ended");
    }
  }
}
