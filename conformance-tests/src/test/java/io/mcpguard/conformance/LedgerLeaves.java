package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The calls that a ledger's files tell of, read from them alone. */
final class LedgerLeaves {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Map<String, Long> decided = new HashMap<>();
  private final Map<String, Long> allowed = new HashMap<>();
  private final Set<Long> open = new HashSet<>();
  private final Map<String, Integer> ends = new HashMap<>();
  private final List<JsonNode> stray = new ArrayList<>();
  private long next;

  LedgerLeaves(Path directory) {
    this.directory = directory;
  }

  /** Reads what was published since the last time. */
  LedgerLeaves readOn() throws IOException {
    LedgerReader reader = LedgerReader.open(directory);
    reader.<IOException>forEach(next, this::read);
    next = reader.checkpoint().size();
    return this;
  }

  /** Reads on until every call has its outcome, for as long as a checkpoint may take to come. */
  LedgerLeaves readUntilEnded() throws IOException {
    return readUntilEnded(Set.of());
  }

  /** As above, with these calls among them: what has just happened may not be published yet. */
  LedgerLeaves readUntilEnded(Set<String> calls) throws IOException {
    return readOnUntil(() -> open.isEmpty() && allowed.keySet().containsAll(calls));
  }

  /** Reads on until the decision of this {@code txn} is published, and returns its leaf. */
  JsonNode awaitDecision(String txn) throws IOException {
    Long place = readOnUntil(() -> decided.containsKey(txn)).decided.get(txn);
    return place == null
        ? MissingNode.getInstance()
        : leaf(LedgerReader.open(directory).entry(place));
  }

  private LedgerLeaves readOnUntil(BooleanSupplier reached) throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    do {
      readOn();
    } while (!reached.getAsBoolean() && Instant.now().isBefore(end));
    return this;
  }

  /** Where the decision of each {@code txn} stands that let a call out. */
  Map<String, Long> allowed() {
    return allowed;
  }

  /** Those of these calls whose decision is not there. */
  Set<String> missing(Set<String> calls) {
    Set<String> missing = new HashSet<>(calls);
    missing.removeAll(allowed.keySet());
    return missing;
  }

  /** The decisions that let a call out and have no outcome. */
  Set<Long> open() {
    return open;
  }

  /** How many calls ended so. */
  int ended(String status) {
    return ends.getOrDefault(status, 0);
  }

  /** Outcomes of no decision, or of one that had its outcome before. */
  List<JsonNode> stray() {
    return stray;
  }

  private void read(LedgerEntry entry) {
    JsonNode leaf = leaf(entry);
    String txn = leaf.path("txn").asText();
    switch (leaf.path("type").asText()) {
      case "decision" -> {
        decided.put(txn, entry.index());
        if (leaf.path("decision").asText().equals("allow")) {
          allowed.put(txn, entry.index());
          open.add(entry.index());
        }
      }
      case "outcome" -> {
        ends.merge(leaf.path("status").asText(), 1, Integer::sum);
        if (!open.remove(leaf.path("decision_leaf").asLong(-1))) {
          stray.add(leaf);
        }
      }
      default -> {
        // Of no call.
      }
    }
  }

  private static JsonNode leaf(LedgerEntry entry) {
    return Json.read(new String(entry.bytes(), StandardCharsets.UTF_8));
  }
}
