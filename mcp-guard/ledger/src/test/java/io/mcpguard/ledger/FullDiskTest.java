package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "Space for the outcome is reserved when the decision is written" (contracts §2). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FullDiskTest {
  private static final int OUTCOME = 4096;

  @TempDir Path directory;

  private final FullDisk disk = new FullDisk();
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger =
        Ledger.open(
            directory,
            Logs.options().withSpace(1 << 17, 1 << 16).withCheckpointEvery(Duration.ofMillis(20)),
            disk);
  }

  @AfterEach
  void close() throws Exception {
    disk.mend();
    ledger.close();
  }

  /** Appends decisions with reservations until one is refused. */
  private List<Reservation> fillUp() throws InterruptedException {
    List<Reservation> outcomes = new ArrayList<>();
    disk.fill();
    while (true) {
      try {
        Reservation outcome = ledger.reserve(OUTCOME);
        outcomes.add(outcome);
        ledger.append("decision".getBytes(UTF_8));
      } catch (LedgerUnavailable full) {
        assertThat(full).hasMessageContaining("No space left on device");
        return outcomes;
      }
    }
  }

  @Test
  void everyReservedOutcomeFitsOnAFullDisk() throws Exception {
    List<Reservation> outcomes = fillUp();

    for (Reservation outcome : outcomes) {
      assertThat(outcome.append(new byte[OUTCOME])).isNotNegative();
    }

    assertThat(outcomes).isNotEmpty();
  }

  @Test
  void aFullDiskRefusesNewDecisionsAtOnce() throws Exception {
    fillUp();

    assertThatThrownBy(() -> ledger.append("decision".getBytes(UTF_8)))
        .isInstanceOf(LedgerUnavailable.class);
    assertThat(ledger.refusal()).isPresent();
  }

  @Test
  void decisionsAreTakenAgainOnceTheDiskHasRoom() throws Exception {
    fillUp();
    disk.empty();

    awaitWritable();

    assertThat(ledger.append("decision".getBytes(UTF_8))).isPositive();
  }

  @Tag("long")
  @Test
  void whatWasAppendedBeforeAndAfterAFullDiskVerifies() throws Exception {
    List<Reservation> outcomes = fillUp();
    for (Reservation outcome : outcomes) {
      outcome.append(new byte[OUTCOME]);
    }
    disk.empty();
    awaitWritable();
    long last = ledger.append("decision".getBytes(UTF_8));
    ledger.close();

    assertThat(LedgerVerifier.verify(directory))
        .isInstanceOfSatisfying(
            Verification.Verified.class, v -> assertThat(v.size()).isEqualTo(last + 1));
  }

  @Test
  void aBrokenDiskRefusesAndRecovers() throws Exception {
    long before = ledger.append("before".getBytes(UTF_8));
    // Then the writer alone wants anything of the disk.
    assertThat(ledger.covering(before, Duration.ofSeconds(30)).size()).isEqualTo(1);
    disk.breakDown();

    assertThatThrownBy(() -> ledger.append("lost".getBytes(UTF_8)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("Input/output error");
    assertThat(ledger.refusal())
        .hasValueSatisfying(why -> assertThat(why).contains("mend the disk"));

    disk.mend();
    awaitWritable();
    assertThat(ledger.append("after".getBytes(UTF_8))).isEqualTo(1);
    ledger.close();
    assertThat(Logs.entries(directory))
        .extracting(entry -> new String(entry.bytes(), UTF_8))
        .containsExactly("before", "after");
  }

  /** As with the default sizes, where one segment is larger than all that is kept in reserve. */
  @Tag("long")
  @Test
  void aBrokenDiskRecoversWhereNoSpareSegmentWasLeft() throws Exception {
    ledger.close();
    ledger =
        Ledger.open(directory.resolve("large"), Logs.options().withSpace(1 << 20, 1 << 16), disk);
    ledger.append("before".getBytes(UTF_8));
    disk.breakDown();
    assertThatThrownBy(() -> ledger.append("lost".getBytes(UTF_8)))
        .isInstanceOf(LedgerUnavailable.class);

    disk.mend();
    awaitWritable();

    assertThat(ledger.append("after".getBytes(UTF_8))).isEqualTo(1);
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsRefusedWithTheReason() throws Exception {
    List<Reservation> outcomes = fillUp();
    long index = outcomes.getFirst().append(new byte[1]);

    assertThatThrownBy(() -> ledger.covering(index, Duration.ofMillis(100)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("No space left on device");
  }

  /** What was appended is safe in the write-ahead log, which must not grow without end. */
  @Test
  void aDiskThatTakesNoTilesIsAReasonToRefuseUntilItDoes() throws Exception {
    disk.fill();
    assertThat(ledger.append("decision".getBytes(UTF_8))).isZero();

    while (ledger.refusal().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(ledger.refusal().orElseThrow()).contains("tiles cannot be written");

    disk.empty();
    awaitWritable();
    assertThat(ledger.covering(0, Duration.ofSeconds(30)).size()).isEqualTo(1);
  }

  @Test
  void aReservationIsUsedOnce() throws Exception {
    Reservation room = ledger.reserve(10);
    room.append(new byte[10]);

    assertThatThrownBy(() -> room.append(new byte[10])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReservationTakesNoLargerEntry() throws Exception {
    try (Reservation room = ledger.reserve(10)) {
      assertThatThrownBy(() -> room.append(new byte[11]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void roomThatIsGivenBackCanBeTakenAgain() throws Exception {
    for (int i = 0; i < 1000; i++) {
      ledger.reserve(60_000).close();
    }

    assertThat(ledger.append(new byte[60_000])).isZero();
  }

  @Test
  void theLargestEntryFitsAndOneByteMoreDoesNot() throws Exception {
    assertThat(ledger.append(new byte[65_535])).isZero();
    assertThatThrownBy(() -> ledger.append(new byte[65_536]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void awaitWritable() throws InterruptedException {
    while (ledger.refusal().isPresent()) {
      Thread.onSpinWait();
    }
  }
}
