package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following a log in batches. */
class LedgerBatchTest {
  private static final int SIZE = 600;

  @TempDir Path directory;

  private LedgerReader log(int size) throws Exception {
    return LedgerReader.open(Logs.written(directory.resolve("log"), size));
  }

  private static List<LedgerEntry> followed(LedgerReader log, int most) throws Exception {
    List<LedgerEntry> all = new ArrayList<>();
    LogPosition at = LogPosition.none();
    LedgerBatch batch = LedgerBatch.after(at, log, most);
    while (!batch.entries().isEmpty()) {
      assertThat(batch.entries()).hasSizeLessThanOrEqualTo(most);
      assertThat(batch.behind().isOf(log)).isTrue();
      all.addAll(batch.entries());
      batch = LedgerBatch.after(batch.behind(), log, most);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 600, 601})
  void batchAfterBatchIsTheWholeLogInOrder(int most) throws Exception {
    LedgerReader log = log(SIZE);

    assertThat(followed(log, most)).isEqualTo(Logs.entries(directory.resolve("log")));
  }

  @Test
  void leavesThatAreLargeMakeABatchOfFew() throws Exception {
    try (Ledger ledger = Ledger.open(directory.resolve("log"), Logs.options())) {
      for (int i = 0; i < 40; i++) {
        ledger.append(new byte[60_000]);
      }
    }
    LedgerReader log = LedgerReader.open(directory.resolve("log"));

    assertThat(LedgerBatch.after(LogPosition.none(), log, 512).entries()).hasSize(18);
  }

  @Test
  void aPositionIsOfTheLogThatItWasTakenIn() throws Exception {
    LedgerReader log = log(SIZE);
    LogPosition half = LedgerBatch.after(LogPosition.none(), log, 300).behind();

    assertThat(LogPosition.none().isOf(log)).isTrue();
    assertThat(half.isOf(log)).isTrue();
    assertThat(new LogPosition("another.example/log", 300, half.last()).isOf(log)).isFalse();
    assertThat(new LogPosition(half.origin(), 299, half.last()).isOf(log)).isFalse();
    assertThat(new LogPosition(half.origin(), SIZE + 1, half.last()).isOf(log)).isFalse();
  }

  @Test
  void whatIsArchivedIsPassedBy() throws Exception {
    LedgerReader whole = log(5000);
    LogPosition inArchive = LedgerBatch.after(LogPosition.none(), whole, 10).behind();
    LedgerArchiver archiver = new LedgerArchiver(directory.resolve("log"), Logs.SIGNER.verifier());
    archiver.copy(1024, directory.resolve("archive"));
    archiver.drop(directory.resolve("archive"));
    LedgerReader log = LedgerReader.open(directory.resolve("log"));

    assertThat(inArchive.isOf(log)).isTrue();
    assertThat(LedgerBatch.after(inArchive, log, 512).entries().getFirst().index()).isEqualTo(1024);
  }
}
