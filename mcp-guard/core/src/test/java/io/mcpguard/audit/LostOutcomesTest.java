package io.mcpguard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Nothing new is admitted, and the end is recovered as {@code unknown}" (contracts §2). */
class LostOutcomesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoteSigner SIGNER = NoteSigner.generate("guard.example/audit", RANDOM);

  @TempDir private Path folder;
  private RecoveryPoint point;

  @BeforeEach
  void place() {
    point = new RecoveryPoint(folder.resolve("recovery-point"));
  }

  @Test
  void aCallThatWasCutOffEndsAsUnknownAtTheNextStart() throws Exception {
    try (Ledger ledger = open()) {
      decided(new LedgerJournal(ledger, point), "cut-off");
    }

    assertThat(recover()).isOne();

    assertThat(leaves().getLast())
        .contains(
            "\"type\":\"outcome\"",
            "\"txn\":\"cut-off\"",
            "\"decision_leaf\":0",
            "\"status\":\"unknown\"");
  }

  @Test
  void aCallThatEndedIsLeftAlone() throws Exception {
    try (Ledger ledger = open()) {
      LedgerJournal journal = new LedgerJournal(ledger, point);
      concluded(journal, decided(journal, "ended"));
    }

    assertThat(recover()).isZero();
  }

  @Test
  void aDecisionThatLetNothingOutIsLeftAlone() throws Exception {
    try (Ledger ledger = open()) {
      new LedgerJournal(ledger, point).decide(decision("refused", "deny"));
    }

    assertThat(recover()).isZero();
  }

  @Test
  void aCallIsEndedOnce() throws Exception {
    try (Ledger ledger = open()) {
      decided(new LedgerJournal(ledger, point), "cut-off");
    }
    recover();

    assertThat(recover()).isZero();
  }

  @Test
  void aStartAfterACleanStopReadsNothingAgain() throws Exception {
    try (Ledger ledger = open()) {
      LedgerJournal journal = new LedgerJournal(ledger, point);
      concluded(journal, decided(journal, "ended"));
      journal.drain();
    }

    assertThat(point.read()).isEqualTo(2);
  }

  @Test
  void thePointStaysBehindACallThatIsOpen() throws Exception {
    try (Ledger ledger = open()) {
      LedgerJournal journal = new LedgerJournal(ledger, point);
      decided(journal, "open");
      concluded(journal, decided(journal, "ended"));
      journal.drain();
    }

    assertThat(point.read()).isZero();
    assertThat(recover()).isOne();
  }

  /** Each may be what a power cut or an older copy leaves; all mean the whole log. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1000", "99999999999999999999999"})
  void aPointThatIsNoneCostsTimeAndNoOutcome(String kept) throws Exception {
    try (Ledger ledger = open()) {
      decided(new LedgerJournal(ledger, point), "cut-off");
    }
    Files.writeString(folder.resolve("recovery-point"), kept);

    assertThat(recover()).isOne();
  }

  private int recover() throws IOException {
    try (Ledger ledger = open()) {
      return new LostOutcomes(ledger, InstantSource.system()).recover(point);
    }
  }

  private Ledger open() throws IOException {
    return Ledger.open(
        folder.resolve("ledger"), LedgerOptions.of(SIGNER, RANDOM).withSpace(1 << 17, 1 << 17));
  }

  private List<String> leaves() throws IOException {
    List<String> leaves = new ArrayList<>();
    LedgerReader.open(folder.resolve("ledger"))
        .forEach(
            0, (LedgerEntry leaf) -> leaves.add(new String(leaf.bytes(), StandardCharsets.UTF_8)));
    return leaves;
  }

  private static DecisionLeaf decided(Journal journal, String txn) {
    Outcome<DecisionLeaf> outcome = journal.open(decision(txn, "allow"));
    assertThat(outcome).isInstanceOf(Proceed.class);
    return ((Proceed<DecisionLeaf>) outcome).value();
  }

  /** The outcome's own thread has written it once the journal is drained. */
  private static void concluded(LedgerJournal journal, DecisionLeaf decision)
      throws InterruptedException {
    CallEnd end = CallEnd.without(Status.EXECUTED, "");
    journal.conclude(
        decision,
        OutcomeLeaf.of(InstantSource.system().instant().toString(), "ended", decision.index(), end)
            .bytes());
    journal.drain();
  }

  private static byte[] decision(String txn, String decision) {
    return JsonText.object()
        .put("type", "decision")
        .put("txn", txn)
        .put("decision", decision)
        .bytes();
  }
}
