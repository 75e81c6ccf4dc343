package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stop can leave behind, byte by byte. The fixture is a directory as a killed process left
 * it: four entries in four batches of the write-ahead log, none of them published.
 */
class RecoveryTest {
  private static final int ENTRY = 11;
  private static final int BATCH = Batch.OVERHEAD + EntryBundle.PREFIX + ENTRY;

  @TempDir Path parent;

  private Path killed;

  @BeforeEach
  void appendAndKill() throws Exception {
    Path live = parent.resolve("live");
    killed = parent.resolve("killed");
    try (Ledger ledger = Ledger.open(live, Logs.options())) {
      byte[] nothingPublished = Files.readAllBytes(live.resolve("checkpoint"));
      for (int i = 0; i < 4; i++) {
        ledger.append("entry    %02d".formatted(i).getBytes(UTF_8));
      }
      copy(live.resolve("wal"), killed.resolve("wal"));
      Files.write(killed.resolve("checkpoint"), nothingPublished);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".part")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Path segment() {
    return killed.resolve("wal/0000000001.wal");
  }

  /** Position of the n-th batch in the segment. */
  private static int batch(int n) {
    return Segment.HEADER + n * BATCH;
  }

  private void acknowledge(long size) throws IOException {
    Files.write(
        killed.resolve("wal/acknowledged"), ByteBuffer.allocate(Long.BYTES).putLong(size).array());
  }

  private void flip(int at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 0x55);
    }
  }

  private void zeroFrom(int at, int to) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.seek(at);
      file.write(new byte[to - at]);
    }
  }

  private List<String> reopened() throws IOException {
    Ledger.open(killed, Logs.options()).close();
    return Logs.entries(killed).stream().map(entry -> new String(entry.bytes(), UTF_8)).toList();
  }

  @Test
  void everythingAcknowledgedIsPublishedAfterAKill() throws Exception {
    assertThat(reopened())
        .containsExactly("entry    00", "entry    01", "entry    02", "entry    03");
  }

  @Tag("long")
  @Test
  void whatWasAcknowledgedIsPublishedBeforeTheLedgerIsOpen() throws Exception {
    try (Ledger ledger = Ledger.open(killed, Logs.options())) {
      assertThat(ledger.latest().size()).isEqualTo(4);
    }
  }

  @Test
  void aBatchCutAtAnyByteIsDroppedWhenNobodyWasToldOfIt() throws Exception {
    byte[] whole = Files.readAllBytes(segment());
    for (int at = batch(3); at < batch(4) - 1; at++) {
      Files.write(segment(), whole);
      zeroFrom(at, batch(4));
      acknowledge(3);

      assertThat(reopened()).as("cut at %d", at).hasSize(3);

      Logs.delete(killed.resolve("tile"));
      Files.copy(
          parent.resolve("live/verifier-key"),
          killed.resolve("verifier-key"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(killed.resolve("checkpoint"), empty());
    }
  }

  private static String empty() {
    return Checkpoint.sign(Logs.SIGNER, 0, new TreeEdge().root()).note();
  }

  @Test
  void theHeaderOfASegmentEndsWithTheChecksumOfTheRest() throws Exception {
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(segment()));
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, 24));

    assertThat(header.getLong(24)).isEqualTo(crc.getValue());
  }

  @Test
  void afterATornTailTheLogGoesOn() throws Exception {
    zeroFrom(batch(4) - 2, batch(4));
    acknowledge(3);

    try (Ledger ledger = Ledger.open(killed, Logs.options())) {
      assertThat(ledger.append("next".getBytes(UTF_8))).isEqualTo(3);
    }

    assertThat(reopened()).last().isEqualTo("next");
  }

  @Test
  void aTornTailIsWipedAndNothingElse() throws Exception {
    byte[] whole = Files.readAllBytes(segment());
    flip(batch(4) - 1);
    acknowledge(3);

    assertThat(reopened()).hasSize(3);

    byte[] mended = new byte[whole.length];
    System.arraycopy(whole, 0, mended, 0, batch(3));
    assertThat(Files.readAllBytes(segment())).isEqualTo(mended);
  }

  @Test
  void aStartTakesUpTheSparesThatAreThere() throws Exception {
    assertThat(reopened()).hasSize(4);
    List<Path> before = Recovery.segments(killed.resolve("wal"));

    Ledger.open(killed, Logs.options()).close();

    assertThat(Recovery.segments(killed.resolve("wal"))).isEqualTo(before);
  }

  @Test
  void aBatchThatWasAcknowledgedIsNeverDropped() throws Exception {
    zeroFrom(batch(4) - 1, batch(4));

    assertThatThrownBy(this::reopened)
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("ends at entry 3 although 4 entries were acknowledged");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void corruptionBeforeAnIntactBatchIsDamageWhateverElseIsLost(int n) throws Exception {
    flip(batch(n) + Batch.HEADER + 3);
    acknowledge(0);

    assertThatThrownBy(this::openAndMend)
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("is corrupt at byte " + batch(n));
  }

  private void openAndMend() throws IOException {
    Ledger.open(killed, Logs.options()).close();
  }

  @Test
  void damageChangesNothingOnDisk() throws Exception {
    flip(batch(1) + Batch.HEADER + 3);
    byte[] before = Files.readAllBytes(segment());

    assertThatThrownBy(this::openAndMend).isInstanceOf(LedgerDamaged.class);

    assertThat(Files.readAllBytes(segment())).isEqualTo(before);
  }

  @Tag("long")
  @Test
  void everyAlteredByteOfTheSegmentIsFoundOrChangesNothing() throws Exception {
    byte[] whole = Files.readAllBytes(segment());
    for (int at = 0; at < batch(4); at++) {
      Files.write(segment(), whole);
      flip(at);

      assertThatThrownBy(this::openAndMend).as("byte %d", at).isInstanceOf(LedgerDamaged.class);
    }
  }

  @Test
  void aTornHeaderOfANewSegmentIsWiped() throws Exception {
    Path next = killed.resolve("wal/0000000002.wal");
    byte[] bytes = new byte[1 << 17];
    bytes[3] = 7;
    Files.write(next, bytes);

    assertThat(reopened()).hasSize(4);
    assertThat(Files.readAllBytes(next)).containsOnly(0);
  }

  @Test
  void aTornHeaderBeforeSparesIsTheNextThatIsWritten() throws Exception {
    byte[] torn = new byte[1 << 17];
    torn[3] = 7;
    Files.write(killed.resolve("wal/0000000002.wal"), torn);
    Files.write(killed.resolve("wal/0000000003.wal"), new byte[1 << 17]);
    Files.write(killed.resolve("wal/0000000004.wal"), new byte[1 << 17]);
    try (Ledger ledger = Ledger.open(killed, Logs.options())) {
      Logs.append(ledger, 6000);
    }

    assertThat(reopened()).hasSize(6004);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Segment.HEADER})
  void entriesBehindALostHeaderAreDamageWhateverElseIsLost(int zeroed) throws Exception {
    zeroFrom(0, zeroed);
    acknowledge(0);

    assertThatThrownBy(this::openAndMend)
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("has entries behind a header that is blank or corrupt");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aLedgerThatDoesNotOpenLetsGoOfItsFiles(int n) throws Exception {
    FullDisk disk = new FullDisk();
    flip(batch(n));

    assertThatThrownBy(() -> Ledger.open(killed, Logs.options(), disk))
        .isInstanceOf(LedgerDamaged.class);

    assertThat(disk.open()).isZero();
  }

  @Test
  void aMissingSegmentIsDamage() throws Exception {
    Files.delete(segment());

    assertThatThrownBy(this::openAndMend)
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("ends at entry 0 although 4");
  }

  @Test
  void aCheckpointOverMoreThanThereIsIsDamage() throws Exception {
    Files.writeString(
        killed.resolve("checkpoint"),
        Checkpoint.sign(Logs.SIGNER, 5, new TreeEdge().root()).note());

    assertThatThrownBy(this::openAndMend).isInstanceOf(LedgerDamaged.class);
  }

  @Test
  void aCheckpointOverOtherEntriesIsDamage() throws Exception {
    Files.writeString(
        killed.resolve("checkpoint"),
        Checkpoint.sign(Logs.SIGNER, 2, new TreeEdge().root()).note());

    assertThatThrownBy(this::openAndMend)
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("do not give the signed root at size 2");
  }

  @Test
  void anotherKeyDoesNotOpenTheLog() {
    NoteSigner other = NoteSigner.generate("guard.example/audit", Logs.RANDOM);

    assertThatThrownBy(() -> Ledger.open(killed, LedgerOptions.of(other, Logs.RANDOM)))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("open it with its own key");
  }

  @Test
  void lostTilesAreWrittenAgainFromTheWriteAheadLog() throws Exception {
    assertThat(reopened()).hasSize(4);
    Logs.delete(killed.resolve("tile"));

    Ledger.open(killed, Logs.options()).close();

    assertThat(LedgerVerifier.verify(killed)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void theVerifierCountsWhatWaitsInTheWriteAheadLog() throws Exception {
    Files.createFile(killed.resolve("lock"));
    Files.copy(parent.resolve("live/verifier-key"), killed.resolve("verifier-key"));

    assertThat(LedgerVerifier.verify(killed))
        .isEqualTo(
            new Verification.Verified(0, new TreeEdge().root(), Logs.SIGNER.verifier(), 4, 0, 0));
  }

  @Test
  void theVerifierFindsAcknowledgedEntriesThatAreMissing() throws Exception {
    Files.createFile(killed.resolve("lock"));
    Files.copy(parent.resolve("live/verifier-key"), killed.resolve("verifier-key"));
    acknowledge(5);

    assertThat(LedgerVerifier.verify(killed))
        .isInstanceOfSatisfying(
            Verification.Damaged.class,
            damage -> assertThat(damage.what()).contains("5 entries were acknowledged"));
  }
}
