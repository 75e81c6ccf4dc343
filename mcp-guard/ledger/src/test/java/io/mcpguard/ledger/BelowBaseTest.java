package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What in the write-ahead log stands in full tiles is needed no more; what comes after is needed
 * whole. The fixture is a log of full tiles whose last segment holds some of their entries.
 */
class BelowBaseTest {
  private static final int FULL = 12 * TreeEdge.WIDTH;

  @TempDir Path parent;

  private Path log;
  private Path earlier;

  @BeforeEach
  void write() throws Exception {
    log = parent.resolve("log");
    earlier = parent.resolve("earlier");
    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      Logs.append(ledger, FULL);
      Files.createDirectories(earlier);
      for (Path segment : segments()) {
        Files.copy(segment, earlier.resolve(segment.getFileName()));
      }
    }
    assertThat(Base.read(log.resolve("wal/base")).size()).isEqualTo(FULL);
  }

  private List<Path> segments() throws IOException {
    return Recovery.segments(log.resolve("wal"));
  }

  private static void spoilFirstBatch(Path segment) throws IOException {
    zero(segment, Segment.HEADER, 64);
  }

  private static void zero(Path segment, int from, int count) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(from);
      file.write(new byte[count]);
    }
  }

  /** Puts a segment back that was dropped. */
  private Path back(Path gone) throws IOException {
    Path back = log.resolve("wal").resolve(gone.getFileName());
    assertThat(back).doesNotExist();
    return Files.copy(gone, back);
  }

  private void append(int count) throws Exception {
    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      Logs.append(ledger, FULL, count);
    }
  }

  @Test
  void damageOfWhatIsInFullTilesIsNoMatter() throws Exception {
    spoilFirstBatch(segments().getFirst());
    append(10);

    Ledger.open(log, Logs.options()).close();

    assertThat(Logs.entries(log)).hasSize(FULL + 10);
  }

  @Test
  void whatIsAcknowledgedBehindThatDamageIsNeverDropped() throws Exception {
    byte[] before = Files.readAllBytes(log.resolve("checkpoint"));
    append(10);
    // As a cut of the power may leave it: the entries are on disk, the word of them is not.
    Files.write(log.resolve("checkpoint"), before);
    Files.write(
        log.resolve("wal/acknowledged"), ByteBuffer.allocate(Long.BYTES).putLong(FULL).array());
    spoilFirstBatch(segments().getFirst());

    Ledger.open(log, Logs.options()).close();

    assertThat(Logs.entries(log)).hasSize(FULL + 10);
  }

  /** What stands in no full tile yet is needed whole. */
  @Test
  void damageAboveTheBaseStopsAStart() throws Exception {
    append(1);
    Path last = segments().getFirst();
    int damaged = end(last) - 8;
    append(2);
    append(3);
    zero(last, damaged, 8);

    assertThatThrownBy(() -> Ledger.open(log, Logs.options()))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("before entries that were acknowledged");
  }

  /** Position after the last byte in use. */
  private static int end(Path segment) throws IOException {
    byte[] all = Files.readAllBytes(segment);
    int end = all.length;
    while (all[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  void damageInASegmentThatOughtToBeGoneIsNoMatter() throws Exception {
    Path back = back(Recovery.segments(earlier).getFirst());
    spoilFirstBatch(back);
    FullDisk disk = new FullDisk();

    try (Ledger ledger = Ledger.open(log, Logs.options(), disk)) {
      Logs.append(ledger, FULL, 10);
    }

    assertThat(disk.open()).isZero();
    assertThat(Logs.entries(log)).hasSize(FULL + 10);
    assertThat(back).doesNotExist();
  }

  @Test
  void aLostHeaderOfASegmentThatOughtToBeGoneIsNoMatter() throws Exception {
    Path back = back(Recovery.segments(earlier).getFirst());
    zero(back, 0, Segment.HEADER);

    append(10);

    assertThat(Logs.entries(log)).hasSize(FULL + 10);
    assertThat(back).doesNotExist();
  }

  @Test
  void anOldSegmentInPlaceOfTheNewestHidesNothing() throws Exception {
    append(10);
    Path old = Recovery.segments(earlier).getFirst();
    Files.copy(old, Segment.path(log.resolve("wal"), 999));

    assertThatThrownBy(() -> Ledger.open(log, Logs.options()))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("begins with entry 0, one before it with ");
  }
}
