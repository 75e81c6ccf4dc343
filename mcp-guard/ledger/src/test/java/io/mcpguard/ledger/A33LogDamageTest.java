package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack row A33: whoever deletes, edits or reorders an entry of the log is found out. */
class A33LogDamageTest {
  private static final int SIZE = 600;

  @TempDir Path parent;

  private Path log;

  @BeforeEach
  void write() throws Exception {
    log = Logs.written(parent.resolve("log"), SIZE);
    // As an auditor's copy has it: nothing else gives damage away.
    Files.move(log.resolve("wal"), parent.resolve("wal"));
  }

  @Test
  void anUntouchedLogVerifies() {
    assertThat(LedgerVerifier.verify(log))
        .asInstanceOf(type(Verified.class))
        .returns((long) SIZE, Verified::size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 511, 512, 599})
  void anEditedEntryIsNamed(int index) throws Exception {
    List<byte[]> bundle = bundle(index / 256);
    bundle.get(index % 256)[3] ^= 1;
    rewrite(index / 256, bundle);

    assertThat(damage())
        .returns("entry " + index + " is not the one that was logged", Damaged::what)
        .returns(path(index / 256), Damaged::where);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255, 256, 599})
  void aDeletedEntryIsFoundInItsBundle(int index) throws Exception {
    List<byte[]> bundle = bundle(index / 256);
    bundle.remove(index % 256);
    rewrite(index / 256, bundle);

    assertThat(damage()).returns(path(index / 256), Damaged::where);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 254, 256, 598})
  void reorderedEntriesAreNamed(int index) throws Exception {
    List<byte[]> bundle = bundle(index / 256);
    Collections.swap(bundle, index % 256, index % 256 + 1);
    rewrite(index / 256, bundle);

    assertThat(damage())
        .returns("entry " + index + " is not the one that was logged", Damaged::what);
  }

  @Test
  void anInsertedEntryIsFound() throws Exception {
    List<byte[]> bundle = bundle(1);
    bundle.add(7, "forged".getBytes(UTF_8));
    rewrite(1, bundle);

    assertThat(damage()).returns("tile/entries/001", Damaged::where);
  }

  @Test
  void swappedBundlesAreFound() throws Exception {
    Path first = log.resolve("tile/entries/000");
    Path second = log.resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(first);
    Files.write(first, Files.readAllBytes(second));
    Files.write(second, bytes);

    assertThat(damage()).returns("entry 0 is not the one that was logged", Damaged::what);
  }

  @Test
  void aTruncatedBundleIsFound() throws Exception {
    Path bundle = log.resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(bundle);
    Files.write(bundle, java.util.Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(damage()).returns("tile/entries/001", Damaged::where);
  }

  @Test
  void aMissingBundleIsNamed() throws Exception {
    Files.delete(log.resolve("tile/entries/001"));

    assertThat(damage()).returns("tile/entries/001: is missing", Damaged::what);
  }

  @Tag("long")
  @Test
  void everyAlteredTileAndBundleIsFound() throws Exception {
    for (Path tile : Logs.tiles(log)) {
      byte[] good = Files.readAllBytes(tile);
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 0x40;
      boolean stale = log.relativize(tile).toString().contains(".p/") && !isCurrent(tile);
      Files.write(tile, bad);

      assertThat(LedgerVerifier.verify(log) instanceof Damaged)
          .as(log.relativize(tile).toString())
          .isNotEqualTo(stale);
      Files.write(tile, good);
    }
  }

  @Test
  void anAlteredLeafTileIsToldFromAnAlteredEntry() throws Exception {
    Path tile = log.resolve("tile/0/001");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[32 * 9] ^= 1;
    Files.write(tile, hashes);

    assertThat(damage())
        .returns("hash 9 is not that of entry 265", Damaged::what)
        .returns("tile/0/001", Damaged::where);
  }

  @Test
  void anAlteredUpperTileIsNamed() throws Exception {
    Path tile = log.resolve("tile/1/000.p/2");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[32] ^= 1;
    Files.write(tile, hashes);

    assertThat(damage())
        .returns("tile/1/000.p/2", Damaged::where)
        .extracting(Damaged::what)
        .asString()
        .startsWith("hash 1 does not follow from entries 256 to 511");
  }

  @ParameterizedTest
  @ValueSource(strings = {"guard.example/audit", "600"})
  void anAlteredCheckpointIsFound(String line) throws Exception {
    Path checkpoint = log.resolve("checkpoint");
    Files.writeString(
        checkpoint, Files.readString(checkpoint).replaceFirst(line + "\n", line + "0\n"));

    assertThat(damage())
        .returns("checkpoint", Damaged::where)
        .extracting(Damaged::what)
        .asString()
        .endsWith("does not verify");
  }

  @Test
  void aMissingCheckpointIsFound() throws Exception {
    Files.delete(log.resolve("checkpoint"));

    assertThat(damage()).returns("the checkpoint is missing", Damaged::what);
  }

  @Test
  void aLogRewrittenUnderAForeignKeyIsFoundByTheTrustedKey() throws Exception {
    NoteSigner foreign = NoteSigner.generate("guard.example/audit", Logs.RANDOM);
    Path forged = parent.resolve("forged");
    try (Ledger ledger =
        Ledger.open(forged, LedgerOptions.of(foreign, Logs.RANDOM).withSpace(1 << 17, 0))) {
      ledger.append("forged".getBytes(UTF_8));
    }

    assertThat(LedgerVerifier.verify(forged, Logs.SIGNER.verifier()))
        .asInstanceOf(type(Damaged.class))
        .returns("checkpoint", Damaged::where);
  }

  @Test
  void aRollbackIsFoundByAKeptCheckpoint() throws Exception {
    Checkpoint kept = LedgerReader.open(log).checkpoint();
    Path shorter = Logs.written(parent.resolve("shorter"), 300);

    assertThat(LedgerVerifier.verify(shorter, Logs.SIGNER.verifier(), kept))
        .asInstanceOf(type(Damaged.class))
        .returns("the log was rolled back: it has 300 entries, but had 600 before", Damaged::what);
  }

  @Test
  void aForkIsFoundByAKeptCheckpoint() throws Exception {
    Path other = parent.resolve("other");
    try (Ledger ledger = Ledger.open(other, Logs.options())) {
      Logs.append(ledger, 1000, 300);
    }
    Checkpoint kept = LedgerReader.open(other).checkpoint();

    assertThat(LedgerVerifier.verify(log, Logs.SIGNER.verifier(), kept))
        .asInstanceOf(type(Damaged.class))
        .returns(
            "the log was forked: its first 300 entries are not those of the known checkpoint",
            Damaged::what);
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 26) + 1, 3L << 30})
  void aSegmentLargerThanAnyIsDamageAndNotReadIntoMemory(long bytes) throws Exception {
    segment(bytes);

    assertThat(damage())
        .returns("wal", Damaged::where)
        .extracting(Damaged::what)
        .asString()
        .contains("is larger than any that was ever made");
  }

  @Test
  void aWriteAheadLogOfOtherEntriesIsFound() throws Exception {
    Path other = parent.resolve("other");
    try (Ledger ledger = Ledger.open(other, Logs.options())) {
      Logs.append(ledger, 1000, SIZE);
    }
    Files.move(other.resolve("wal"), log.resolve("wal"));

    assertThat(damage())
        .returns("wal", Damaged::where)
        .returns("write-ahead log: holds another entry 0 than the tiles", Damaged::what);
  }

  @Test
  void aSegmentOfTheLargestSizeIsRead() throws Exception {
    segment(1L << 26);

    assertThat(LedgerVerifier.verify(log)).isInstanceOf(Verified.class);
  }

  /** Puts the write-ahead log back, with a blank segment more. */
  private void segment(long bytes) throws Exception {
    Files.move(parent.resolve("wal"), log.resolve("wal"));
    try (RandomAccessFile file =
        new RandomAccessFile(log.resolve("wal/0000000099.wal").toFile(), "rw")) {
      file.setLength(bytes); // sparse
    }
  }

  @Test
  void aBundleOfTooManyEntriesIsNotSplitToItsEnd() throws Exception {
    Files.write(log.resolve("tile/entries/001"), new byte[2 * 257]);

    assertThat(damage()).returns("entry bundle: holds more than 256 entries", Damaged::what);
  }

  private Damaged damage() {
    return (Damaged) LedgerVerifier.verify(log);
  }

  private boolean isCurrent(Path partial) {
    return List.of(path(2), "tile/0/002.p/88", "tile/1/000.p/2")
        .contains(log.relativize(partial).toString());
  }

  private static String path(long number) {
    return TilePath.entries(number, number == SIZE / 256 ? SIZE % 256 : 256);
  }

  private List<byte[]> bundle(long number) throws Exception {
    return new ArrayList<>(new TileReader(log, SIZE).entries(number));
  }

  private void rewrite(long number, List<byte[]> entries) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      bytes.write(entry.length >> 8);
      bytes.write(entry.length);
      bytes.write(entry);
    }
    Files.write(log.resolve(path(number)), bytes.toByteArray());
  }
}
