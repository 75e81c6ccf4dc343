package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of the ledger's threads dies of what nobody foresaw: nothing is taken any more. */
@Timeout(60)
class UnforeseenFailureTest {
  @TempDir Path directory;

  private final FullDisk disk = new FullDisk();
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger =
        Ledger.open(
            directory,
            Logs.options()
                .withCheckpointEvery(Duration.ofMillis(20))
                .withAppendDeadline(Duration.ofSeconds(40)),
            disk);
  }

  @AfterEach
  void close() throws Exception {
    disk.answer();
    disk.mend();
    ledger.close();
  }

  private long append(String entry) throws Exception {
    return ledger.append(entry.getBytes(UTF_8));
  }

  private void refuses() {
    while (ledger.refusal().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(ledger.refusal().orElseThrow()).contains("failed beyond repair; restart the guard");
  }

  @Test
  void aWriterThatDiesTellsWhoeverWaits() throws Exception {
    assertThat(append("before")).isZero();
    disk.failWritesUnforeseen();

    assertThatThrownBy(() -> append("decision"))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("failed beyond repair");
    refuses();
  }

  @Test
  void whoeverWaitsBehindTheEntryInHandIsToldToo() throws Exception {
    assertThat(append("before")).isZero();
    disk.stall();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> inHand = threads.submit(() -> append("in hand"));
      disk.awaitUnanswered();
      Future<Long> behind = threads.submit(() -> append("behind"));
      disk.failWritesUnforeseen();
      disk.answer();

      assertThatThrownBy(inHand::get).hasCauseInstanceOf(LedgerUnavailable.class);
      assertThatThrownBy(behind::get).hasCauseInstanceOf(LedgerUnavailable.class);
    }
  }

  @Test
  void aPublisherThatDiesIsAReasonToRefuse() throws Exception {
    disk.failFilesUnforeseen();
    assertThat(append("decision")).isZero();

    refuses();
  }

  @Test
  void anAllocatorThatDiesIsAReasonToRefuse() throws Exception {
    disk.failFilesUnforeseen();
    ledger.reserve(60_000);
    ledger.reserve(60_000);

    refuses();
  }

  @Test
  void whoeverWaitsForRoomIsToldToo() throws Exception {
    disk.stall();
    ledger.reserve(60_000);
    ledger.reserve(60_000);
    disk.awaitUnanswered();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiting =
          threads.submit(() -> {
            ledger.reserve(60_000);
            return "room";
          });
      disk.failFilesUnforeseen();
      disk.answer();

      assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("failed beyond repair");
    }
  }
}
