package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much fits into the segments, whatever the disk says later. */
class WalTest {
  private static final int SEGMENT = 1 << 17;

  /** Without its header, and less the largest record, which may not fit into its tail. */
  private static final long WORTH = SEGMENT - 32 - 65_565;

  @TempDir Path directory;

  private final FullDisk disk = new FullDisk();
  private Wal wal = new Wal(disk, Path.of(""), () -> 7);

  private void allocate(int segments) throws IOException {
    wal = new Wal(disk, directory, () -> 7);
    for (int i = 0; i < segments; i++) {
      wal.allocate(SEGMENT);
    }
  }

  @AfterEach
  void close() throws IOException {
    wal.close();
    assertThat(disk.open()).isZero();
  }

  @Test
  void aSegmentCountsWithItsBytesLessTheLargestRecord() throws Exception {
    allocate(1);

    assertThat(wal.room().free()).isEqualTo(WORTH);
  }

  @Test
  void theSegmentThatIsLeftCountsNoMore() throws Exception {
    allocate(2);
    wal.advance(0);
    assertThat(wal.room().free()).isEqualTo(2 * WORTH);

    wal.advance(5);

    assertThat(wal.room().free()).isEqualTo(WORTH);
  }

  @Test
  void theSegmentThatIsGivenUpIsLeftOnce() throws Exception {
    allocate(2);
    wal.advance(0);

    wal.giveUpActive();
    assertThat(wal.room().free()).isEqualTo(WORTH);
    wal.giveUpActive();
    wal.advance(0);

    assertThat(wal.room().free()).isEqualTo(WORTH);
  }

  @Test
  void aStartCountsTheSegmentInUseAndTheSpares() throws Exception {
    allocate(3);
    wal.advance(0);
    wal.close();

    wal = new Wal(disk, directory, () -> 7);
    assertThat(wal.recover(0, 0)).isZero();

    assertThat(wal.room().free()).isEqualTo(3 * WORTH);
  }

  @Test
  void withoutASpareNothingIsBegun() throws Exception {
    allocate(1);
    wal.advance(0);

    assertThatThrownBy(() -> wal.advance(5)).hasMessage("no preallocated segment is left");
  }

  @Test
  void aSegmentHasEndedOnceTheNextOneBeginsThere() throws Exception {
    allocate(2);
    wal.advance(0);
    wal.advance(256);

    assertThat(wal.endedBefore(255)).isZero();
    assertThat(wal.endedBefore(256)).isEqualTo(1);
  }

  @Test
  void whatIsDroppedIsClosedAndGone() throws Exception {
    allocate(2);
    wal.advance(0);
    Segment second = wal.advance(256);

    wal.dropOldest();

    assertThat(wal.oldest()).contains(second);
    assertThat(directory.resolve("0000000001.wal")).doesNotExist();
    assertThat(disk.open()).isEqualTo(1);
  }
}
