package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.LedgerBatch;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Puts leaves together with the decisions that they are the ends of. Late decisions are kept, up to
 * a bound; an older one is read from the log again, so that a call may stay open as long as it
 * likes and costs nothing. For one thread.
 */
final class LeafTeller {
  private static final int MOST_KEPT = 4096;
  private static final long MOST_BYTES = 4 << 20;
  private static final JsonObject NOTHING = read("{}".getBytes(StandardCharsets.US_ASCII));

  private final Map<Long, Kept> decisions = new LinkedHashMap<>();
  private long bytes;

  private record Kept(JsonObject decision, int length) {}

  /** What a batch of the log tells. */
  List<Told> told(LedgerBatch batch, LedgerReader log) throws IOException {
    List<Told> all = new ArrayList<>(batch.entries().size());
    for (LedgerEntry entry : batch.entries()) {
      JsonObject leaf = read(entry.bytes());
      all.add(new Told(entry, leaf, decision(entry, leaf, log), log.checkpoint()));
    }
    return all;
  }

  private JsonObject decision(LedgerEntry entry, JsonObject leaf, LedgerReader log)
      throws IOException {
    return switch (leaf.string("type").orElse("")) {
      case "decision" -> {
        keep(entry.index(), leaf, entry.bytes().length);
        yield leaf;
      }
      case "outcome" -> ofCall(leaf, log);
      default -> NOTHING;
    };
  }

  /** Believed only when it is a decision of the very call. */
  private JsonObject ofCall(JsonObject outcome, LedgerReader log) throws IOException {
    long index = outcome.integer("decision_leaf").orElse(-1);
    Kept kept = decisions.get(index);
    JsonObject decision = kept == null ? fromLog(index, log) : kept.decision();
    boolean isOfCall =
        decision.string("type").filter("decision"::equals).isPresent()
            && decision.string("txn").equals(outcome.string("txn"));
    return isOfCall ? decision : NOTHING;
  }

  private static JsonObject fromLog(long index, LedgerReader log) throws IOException {
    try {
      return read(log.entry(index).bytes());
    } catch (NoSuchElementException archived) {
      return NOTHING;
    }
  }

  private void keep(long index, JsonObject decision, int length) {
    Kept before = decisions.put(index, new Kept(decision, length));
    bytes += length - (before == null ? 0 : before.length());
    Iterator<Kept> eldest = decisions.values().iterator();
    while (decisions.size() > MOST_KEPT || bytes > MOST_BYTES) {
      bytes -= eldest.next().length();
      eldest.remove();
    }
  }

  private static JsonObject read(byte[] entry) {
    try {
      return JsonDocument.read(entry, ReadRules.answer()).root() instanceof JsonObject object
          ? object
          : NOTHING;
    } catch (MalformedJson foreign) {
      return NOTHING;
    }
  }
}
