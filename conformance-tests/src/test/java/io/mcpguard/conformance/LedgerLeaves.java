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

/** The calls that a ledger's files tell of, read from them alone. */
final class LedgerLeaves {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path directory;
  private final Set<String> allowed = new HashSet<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, JsonNode> decisions = new HashMap<>();
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
    Instant end = Instant.now().plus(PATIENCE);
    do {
      readOn();
    } while (!(open.isEmpty() && allowed.containsAll(calls)) && Instant.now().isBefore(end));
    return this;
  }

  /** Reads on until the decision of this {@code txn} is published, and returns its leaf. */
  JsonNode awaitDecision(String txn) throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!decisions.containsKey(txn) && Instant.now().isBefore(end)) {
      readOn();
    }
    return decisions.getOrDefault(txn, MissingNode.getInstance());
  }

  /** Every {@code txn} whose decision let a call out. */
  Set<String> allowed() {
    return allowed;
  }

  /** Where each of these decisions stands. */
  Map<String, Long> places() {
    return places;
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
    JsonNode leaf = Json.read(new String(entry.bytes(), StandardCharsets.UTF_8));
    String type = leaf.path("type").asText();
    if (type.equals("decision")) {
      decisions.put(leaf.path("txn").asText(), leaf);
    }
    if (type.equals("decision") && leaf.path("decision").asText().equals("allow")) {
      allowed.add(leaf.path("txn").asText());
      places.put(leaf.path("txn").asText(), entry.index());
      open.add(entry.index());
    } else if (type.equals("outcome")) {
      ends.merge(leaf.path("status").asText(), 1, Integer::sum);
      if (!open.remove(leaf.path("decision_leaf").asLong(-1))) {
        stray.add(leaf);
      }
    }
  }
}
