package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that neither takes nor refuses: nobody waits for it longer than the append deadline. */
@Timeout(60)
class StalledDiskTest {
  @TempDir Path directory;

  private final FullDisk disk = new FullDisk();
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(directory, Logs.options().withAppendDeadline(Duration.ofMillis(50)), disk);
    disk.stall();
  }

  @AfterEach
  void close() throws Exception {
    disk.answer();
    ledger.close();
  }

  private long append(String entry) throws Exception {
    return ledger.append(entry.getBytes(UTF_8));
  }

  @Test
  void whoeverWaitsIsToldOnceTheDeadlineIsOver() {
    assertThatThrownBy(() -> append("decision"))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("the disk does not answer in time");
  }

  @Test
  void nothingNewIsTakenMeanwhile() {
    assertThatThrownBy(() -> append("decision")).isInstanceOf(LedgerUnavailable.class);

    assertThat(ledger.refusal()).hasValueSatisfying(why -> assertThat(why).contains("in time"));
    assertThatThrownBy(() -> ledger.reserve(1))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("the disk does not answer in time");
  }

  @Test
  void onceItAnswersNothingIsRefusedAnyMore() throws Exception {
    assertThatThrownBy(() -> append("decision")).isInstanceOf(LedgerUnavailable.class);

    disk.answer();

    while (ledger.refusal().isPresent()) {
      Thread.onSpinWait();
    }
    assertThat(ledger.refusal()).isEmpty();
  }

  /** The entry in hand may be on the disk; what waits behind it was never given to the disk. */
  @Test
  void whatWaitedBehindTheEntryInHandIsNotWrittenLater() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> inHand = threads.submit(() -> append("in hand"));
      disk.awaitUnanswered();

      assertThatThrownBy(() -> append("behind")).isInstanceOf(LedgerUnavailable.class);
      assertThatThrownBy(inHand::get).hasCauseInstanceOf(LedgerUnavailable.class);
    }
    disk.answer();
    ledger.close();

    assertThat(Logs.entries(directory))
        .extracting(entry -> new String(entry.bytes(), UTF_8))
        .containsExactly("in hand");
  }

  @Test
  void whoeverWaitsForRoomIsToldOnceTheDeadlineIsOver() throws Exception {
    int moreThanAThird = 60_000;
    ledger.reserve(moreThanAThird);
    ledger.reserve(moreThanAThird);

    assertThatThrownBy(() -> ledger.reserve(moreThanAThird))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("no preallocated room in time");
  }
}
