package io.mcpguard.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.agents.Agent;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.delegation.Grant;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators do, on a store and a ledger of no running guard. */
@Timeout(60)
class AdministrationTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;
  private final CountDownLatch rotating = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private SqlStore store;
  private Ledger ledger;
  private Administration administration;

  @BeforeEach
  void open() throws Exception {
    Clock clock = Clock.systemUTC();
    store = SqlStore.open(folder.resolve("data"), clock, RANDOM);
    NoteSigner signer = NoteSigner.generate("guard.example/ledger", RANDOM);
    ledger = Ledger.open(folder.resolve("ledger"), LedgerOptions.of(signer, RANDOM));
    administration =
        new Administration(
            new AdminParts(
                store,
                new LedgerJournal(ledger, new RecoveryPoint(folder.resolve("point"))),
                List.of(),
                this::rotated,
                new Passwords(store.users(), RANDOM),
                new LinkedHashSet<>(),
                LiveGuard.stopped(store.agents(), store.grants()),
                clock));
  }

  @AfterEach
  void close() throws Exception {
    end.countDown();
    ledger.close();
    store.close();
  }

  private String rotated() throws InterruptedException {
    rotating.countDown();
    end.await();
    return "key";
  }

  private AdminAnswer ask(Operation operation, String name, String value) {
    return administration.answer(AdminRequest.of(operation).with(name, value));
  }

  private List<String> leaves() throws Exception {
    ledger.close();
    List<String> leaves = new ArrayList<>();
    LedgerReader.open(folder.resolve("ledger"))
        .<IOException>forEach(0, leaf -> leaves.add(text(leaf)));
    return leaves;
  }

  private static String text(LedgerEntry leaf) {
    return new String(leaf.bytes(), StandardCharsets.UTF_8);
  }

  /** "agents revoke is the kill switch" (contracts §4): a ledger that hangs must not hold it up. */
  @Test
  void revocationsDoNotWaitForTheRotationOfTheLedgersKey() throws Exception {
    Instant now = Instant.now();
    store.agents().enrol(new Agent("agent-1", "Agent", "dcr", now, Agent.State.ACTIVE));
    store
        .grants()
        .record(
            new Grant(
                "g1", "i1", "alice", "agent-1", "http://r", Set.of("s"), now, now.plusSeconds(60)));
    CompletableFuture<AdminAnswer> rotation =
        CompletableFuture.supplyAsync(
            () -> administration.answer(AdminRequest.of(Operation.LEDGER_KEY_ROTATE)));
    rotating.await();

    assertThat(ask(Operation.AGENTS_REVOKE, "client_id", "agent-1").exit()).isZero();
    assertThat(ask(Operation.GRANTS_REVOKE, "id", "g1").exit()).isZero();
    assertThat(administration.answer(AdminRequest.of(Operation.HEALTH)).exit()).isZero();
    assertThat(rotation).isNotDone();

    end.countDown();
    assertThat(rotation.get().exit()).isZero();
  }

  @Test
  void anErasureThatCannotBeScrubbedSaysSoAndIsRecordedOnce() throws Exception {
    assertThat(store.subjectKeys().keyOf("alice")).hasSize(32);
    try (Connection reader =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/guard.db"));
        Statement query = reader.createStatement()) {
      reader.setAutoCommit(false);
      assertThat(query.executeQuery("SELECT subject FROM subject_keys").next()).isTrue();

      AdminAnswer first = ask(Operation.USERS_ERASE, "name", "alice");

      assertThat(first.exit()).isEqualTo(3);
      assertThat(first.said()).contains("the key is deleted").contains("guard.db-wal");
    }

    AdminAnswer again = ask(Operation.USERS_ERASE, "name", "alice");

    assertThat(again.said()).contains("stands in no file of the store any more");
    assertThat(leaves()).filteredOn(leaf -> leaf.contains("person_erased")).hasSize(1);
  }

  @Test
  void aStoreThatKeepsNothingIsNoFailureOfTheGuardItself() throws Exception {
    store.agents().enrol(new Agent("agent-1", "A", "dcr", Instant.now(), Agent.State.ACTIVE));
    store.close();

    AdminAnswer answer = ask(Operation.AGENTS_REVOKE, "client_id", "agent-1");

    assertThat(answer.exit()).isEqualTo(3);
    assertThat(answer.said()).contains("store: a change was not kept");
  }
}
