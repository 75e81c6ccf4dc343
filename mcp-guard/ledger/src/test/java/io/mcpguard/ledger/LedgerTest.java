package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private final NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);
  private final LedgerOptions options = LedgerOptions.of(signer, RANDOM).withSpace(1 << 17, 0);

  @Test
  void indicesCountFromZero() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      assertThat(ledger.append("a".getBytes(UTF_8))).isZero();
      assertThat(ledger.append("b".getBytes(UTF_8))).isEqualTo(1);
    }
  }

  @Test
  void closingPublishesACheckpointOverEverything() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      ledger.append("a".getBytes(UTF_8));
    }

    byte[] note = Files.readAllBytes(directory.resolve("checkpoint"));

    assertThat(Checkpoint.read(note, signer.verifier()).size()).isEqualTo(1);
  }

  @Test
  void aCheckpointCoversAnEntryOnDemand() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      long index = ledger.append("a".getBytes(UTF_8));

      assertThat(ledger.covering(index, Duration.ofSeconds(10)).size()).isGreaterThan(index);
    }
  }

  @Test
  void theLogGoesOnAfterReopening() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      ledger.append("a".getBytes(UTF_8));
    }

    try (Ledger again = Ledger.open(directory, options)) {
      assertThat(again.append("b".getBytes(UTF_8))).isEqualTo(1);
    }
  }

  @Test
  void manyThreadsGetEachIndexOnce() throws Exception {
    List<Callable<Long>> appends = new ArrayList<>();
    try (Ledger ledger = Ledger.open(directory, options);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3000; i++) {
        byte[] entry = ("entry " + i).getBytes(UTF_8);
        appends.add(() -> ledger.append(entry));
      }

      assertThat(threads.invokeAll(appends))
          .extracting(Future::get)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 3000).boxed().toList());
    }
  }

  @Test
  void whoeverWaitsForRoomGetsItThoughOneAllocationServesOneOfThem() throws Exception {
    int moreThanHalfOfASegment = 60_000;
    List<Callable<Reservation>> reserves = new ArrayList<>();
    try (Ledger ledger = Ledger.open(directory, options);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        reserves.add(() -> ledger.reserve(moreThanHalfOfASegment));
      }

      assertThat(threads.invokeAll(reserves)).extracting(Future::get).hasSize(64);
    }
  }

  @Test
  void anEntryMayBeEmptyAndNoneIsLargerThanItsLengthCanSay() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      assertThat(ledger.append(new byte[0])).isZero();
      assertThatThrownBy(() -> ledger.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.reserve(65_536)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Behind the largest entry, in a segment of 128 KiB: as much as is left, and a byte more. */
  @ParameterizedTest
  @CsvSource({"65445, 0", "65446, 0x6d"})
  void aSegmentIsFilledToItsLastByteAndNotBeyond(int bytes, int next) throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      ledger.append(new byte[65_535]);
      ledger.append(new byte[bytes]);

      // Blank, or begun with the magic of a segment in use.
      assertThat(Files.readAllBytes(directory.resolve("wal/0000000002.wal"))[0])
          .isEqualTo((byte) next);
    }
  }

  @Test
  void aFullTileLeavesNoPartialOne() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      ledger.append("a".getBytes(UTF_8));
      ledger.covering(0, Duration.ofSeconds(30));
      assertThat(directory.resolve("tile/entries/000.p/1")).exists();
      Logs.append(ledger, 255);
    }

    assertThat(directory.resolve("tile/entries/000")).exists();
    assertThat(directory.resolve("tile/entries/000.p")).doesNotExist();
    assertThat(directory.resolve("tile/0/000.p")).doesNotExist();
  }

  @Test
  void noCheckpointCoversAnEntryThatIsNotThere() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      ledger.append("a".getBytes(UTF_8));

      assertThat(ledger.covering(0, Duration.ofSeconds(30)).size()).isEqualTo(1);
      assertThatThrownBy(() -> ledger.covering(1, Duration.ofMillis(1)))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("no checkpoint in time");
    }
  }

  @Test
  void aClosedLedgerTakesNothing() throws Exception {
    Ledger ledger = Ledger.open(directory, options);
    Reservation before = ledger.reserve(1);
    ledger.close();
    ledger.close(); // "Idempotent."

    assertThatThrownBy(() -> ledger.append("a".getBytes(UTF_8)))
        .isInstanceOf(LedgerUnavailable.class);
    assertThatThrownBy(() -> before.append("a".getBytes(UTF_8)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void aSecondWriterIsRefused() throws Exception {
    try (Ledger ledger = Ledger.open(directory, options)) {
      assertThatThrownBy(() -> Ledger.open(ledger.directory(), options))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has the ledger open already");
    }
  }
}
