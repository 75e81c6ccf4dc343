package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The older part of a log in an archive: verified alone, together, and not needed by the rest. */
class ArchiveTest {
  private static final int SIZE = 2000;
  private static final int CUT = 512;

  @TempDir Path parent;

  private Path log;
  private List<LedgerEntry> entries;
  private LedgerArchiver archiver;

  @BeforeEach
  void write() throws Exception {
    log = Logs.written(parent.resolve("log"), SIZE);
    entries = Logs.entries(log);
    archiver = new LedgerArchiver(log, Logs.SIGNER.verifier());
  }

  /** Archives up to {@link #CUT}. */
  private Path archived() throws Exception {
    Path archive = parent.resolve("archive-1");
    assertThat(archiver.copy(CUT + 100, archive)).isEqualTo(CUT);
    assertThat(archiver.drop(archive)).isEqualTo(CUT);
    return archive;
  }

  private LedgerVerifier verifier() {
    return LedgerVerifier.of(log, Logs.SIGNER.verifier());
  }

  private static void verifies(Verification verification, long first, long archived) {
    assertThat(verification)
        .asInstanceOf(type(Verified.class))
        .returns(first, Verified::first)
        .returns(archived, Verified::archived);
  }

  @Test
  void aCopyLeavesTheLogAsItIs() throws Exception {
    assertThat(archiver.copy(CUT, parent.resolve("archive-1"))).isEqualTo(CUT);

    verifies(verifier().verify(), 0, 0);
  }

  @Test
  void theLogVerifiesWithoutWhatIsArchived() throws Exception {
    assertThat(archived()).isNotNull();

    assertThat(Files.exists(log.resolve("tile/entries/001"))).isFalse();
    assertThat(Files.exists(log.resolve("tile/0/001"))).isFalse();
    verifies(verifier().verify(), CUT, CUT);
  }

  @Test
  void theLogVerifiesTogetherWithTheArchive() throws Exception {
    Path archive = archived();

    verifies(verifier().with(archive).verify(), 0, CUT);
  }

  @Test
  void theArchiveVerifiesAlone() throws Exception {
    Path archive = archived();

    assertThat(LedgerVerifier.verifyArchive(archive, Logs.SIGNER.verifier()))
        .asInstanceOf(type(Verified.class))
        .returns((long) CUT, Verified::size);
  }

  @Test
  void theArchiveHasTheKeyOfItsLog() throws Exception {
    assertThat(LedgerReader.ownKey(archived())).isEqualTo(Logs.SIGNER.verifier());
  }

  @Tag("long")
  @Test
  void everyLaterEntryIsProvenWithoutTheArchive() throws Exception {
    assertThat(archived()).isNotNull();
    LedgerReader reader = LedgerReader.open(log);

    for (int i = CUT; i < SIZE; i += 7) {
      assertThat(reader.proof(i).proves(entries.get(i).bytes())).as("entry %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255, 256, 511})
  void anArchivedEntryIsProvenTogetherWithTheArchive(int index) throws Exception {
    Path archive = archived();

    TlogProof proof = LedgerReader.open(log).with(archive).proof(index);

    assertThat(proof.proves(entries.get(index).bytes())).isTrue();
    assertThat(proof.checkpoint().size()).isEqualTo(SIZE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 511})
  void anArchivedEntryIsSaidToBe(int index) throws Exception {
    assertThat(archived()).isNotNull();
    LedgerReader reader = LedgerReader.open(log);

    assertThatThrownBy(() -> reader.entry(index))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("is archived");
    assertThat(reader.first()).isEqualTo(CUT);
  }

  @Test
  void readersGetWhatIsLeft() throws Exception {
    assertThat(archived()).isNotNull();

    assertThat(Logs.entries(log)).isEqualTo(entries.subList(CUT, SIZE));
  }

  @Test
  void theLogGoesOnAfterwards() throws Exception {
    Path archive = archived();

    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      Logs.append(ledger, SIZE, 700);
    }

    verifies(verifier().verify(), CUT, CUT);
    verifies(verifier().with(archive).verify(), 0, CUT);
  }

  @Test
  void aSecondArchiveFollowsTheFirst() throws Exception {
    Path first = archived();
    Path second = parent.resolve("archive-2");

    assertThat(archiver.copy(1500, second)).isEqualTo(1280);
    assertThat(archiver.drop(second)).isEqualTo(1280);

    verifies(verifier().verify(), 1280, 1280);
    verifies(verifier().with(second).verify(), CUT, 1280);
    verifies(verifier().with(second).with(first).verify(), 0, 1280);
    verifies(verifier().with(first).verify(), 1280, 1280);
    assertThat(LedgerVerifier.verifyArchive(second, Logs.SIGNER.verifier()))
        .isInstanceOf(Verified.class);
  }

  @Tag("long")
  @Test
  void everyAlteredFileOfAnArchiveIsFound() throws Exception {
    Path archive = archived();
    try (var files = Files.walk(archive)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.endsWith("verifier-key")) {
          continue; // the key is the verifier's own
        }
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(file, bad);

        assertThat(LedgerVerifier.verifyArchive(archive, Logs.SIGNER.verifier()))
            .as(file.toString())
            .isInstanceOf(Damaged.class);
        Files.write(file, good);
      }
    }
  }

  @Test
  void anEditedArchivedEntryIsNamedTogetherWithTheLog() throws Exception {
    Path archive = archived();
    Path bundle = archive.resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[2] ^= 1;
    Files.write(bundle, bytes);

    assertThat(verifier().with(archive).verify())
        .isEqualTo(LedgerVerifier.verifyArchive(archive, Logs.SIGNER.verifier()))
        .asInstanceOf(type(Damaged.class))
        .returns("entry 256 is not the one that was logged", Damaged::what);
  }

  @Test
  void anAlteredHashOfWhatIsArchivedIsFoundWithoutIt() throws Exception {
    assertThat(archived()).isNotNull();
    Path tile = log.resolve("tile/1/000.p/7");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[32] ^= 1;
    Files.write(tile, hashes);

    assertThat(verifier().verify()).isInstanceOf(Damaged.class);
  }

  @Test
  void anArchiveThatDoesNotVerifyIsNotDropped() throws Exception {
    Path archive = parent.resolve("archive-1");
    assertThat(archiver.copy(CUT, archive)).isEqualTo(CUT);
    Files.delete(archive.resolve("tile/entries/001"));

    assertThatThrownBy(() -> archiver.drop(archive)).hasMessageContaining("is damaged");
    verifies(verifier().verify(), 0, 0);
  }

  @Test
  void theArchiveOfAnotherLogIsNotDropped() throws Exception {
    Path other = parent.resolve("other");
    try (Ledger ledger = Ledger.open(other, Logs.options())) {
      Logs.append(ledger, 9000, SIZE);
    }
    Path archive = parent.resolve("archive-1");
    assertThat(new LedgerArchiver(other, Logs.SIGNER.verifier()).copy(CUT, archive)).isPositive();

    assertThatThrownBy(() -> archiver.drop(archive)).hasMessageContaining("does not hold");
    verifies(verifier().verify(), 0, 0);
  }

  @Test
  void aStopWhileDroppingIsNoDamage() throws Exception {
    Path archive = archived();
    // What is left over from before the stop, and again what it did not come to.
    Files.copy(archive.resolve("tile/entries/001"), log.resolve("tile/entries/001"));

    verifies(verifier().verify(), CUT, CUT);
    assertThat(archiver.drop(archive)).isEqualTo(CUT);
  }

  @Test
  void aMoveThatWasStoppedIsCompletedByAskingAgain() throws Exception {
    Path archive = parent.resolve("archive-1");
    assertThat(archiver.copy(CUT, archive)).isEqualTo(CUT);
    // A stop after the marker was written and before all was deleted.
    Files.copy(archive.resolve(ArchiveManifest.FILE), Archives.marker(log));
    Files.delete(log.resolve("tile/entries/000"));

    assertThat(archiver.move(CUT, archive)).isEqualTo(CUT);

    assertThat(log.resolve("tile/entries/001")).doesNotExist();
    assertThat(log.resolve("tile/0/001")).doesNotExist();
    verifies(verifier().verify(), CUT, CUT);
    verifies(verifier().with(archive).verify(), 0, CUT);
  }

  @Test
  void anArchiveOfLaterEntriesIsNotTakenForOneThatWasStopped() throws Exception {
    Path archive = parent.resolve("archive-1");
    assertThat(archiver.copy(CUT, archive)).isEqualTo(CUT);

    assertThatThrownBy(() -> archiver.move(CUT - 1, archive))
        .hasMessageContaining("is an archive of entries up to " + CUT);
    verifies(verifier().verify(), 0, 0);
  }

  /** A log of {@link #CUT} entries and more whose witness cosigned the first so many. */
  private LedgerArchiver witnessed(int cosigned) throws Exception {
    Cosigner cosigner = Cosigner.generate("witness.example/w1", Logs.RANDOM);
    log = Logs.written(parent.resolve("witnessed"), cosigned);
    Checkpoint seen = LedgerReader.open(log).checkpoint();
    String line = cosigner.line(seen, java.time.Instant.ofEpochSecond(1_800_000_000));
    new CosignedCheckpoints(log).keep(cosigner.key().verify(seen.with(line)));
    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      Logs.append(ledger, cosigned, SIZE);
    }
    return new LedgerArchiver(log, Logs.SIGNER.verifier());
  }

  @Test
  void whatAnAbsentWitnessHasToBeShownIsNotDropped() throws Exception {
    LedgerArchiver of = witnessed(CUT - 1);

    assertThatThrownBy(() -> of.move(CUT, parent.resolve("archive-1")))
        .hasMessageContaining("cosigned 511 entries last")
        .hasMessageContaining("delete cosigned/");
    verifies(verifier().verify(), 0, 0);
    assertThat(LedgerReader.open(log).consistency(CUT - 1)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {256, CUT, CUT + 1})
  void whatAWitnessIsShownFromElsewhereIsDropped(int cosigned) throws Exception {
    LedgerArchiver of = witnessed(cosigned);

    assertThat(of.move(CUT, parent.resolve("archive-1"))).isEqualTo(CUT);

    assertThat(LedgerReader.open(log).consistency(cosigned)).isNotEmpty();
    Ledger.open(log, Logs.options()).close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 255})
  void lessThanABundleIsNothingToArchive(long below) {
    assertThatThrownBy(() -> archiver.copy(below, parent.resolve("archive-1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is nothing to archive");
  }

  @Test
  void whatTheWriteAheadLogStillNeedsStays() throws Exception {
    long base = Base.read(log.resolve("wal/base")).size();

    assertThat(archiver.copy(Long.MAX_VALUE, parent.resolve("archive-1")))
        .isEqualTo(base - base % 256);
  }

  /** The oldest segment of the write-ahead log holds entries of full tiles, and those are gone. */
  @Test
  void theLogVerifiesWithoutAllThatNoRestartNeeds() throws Exception {
    Path archive = parent.resolve("archive-1");
    long to = archiver.move(Long.MAX_VALUE, archive);

    verifies(verifier().verify(), to, to);
    verifies(verifier().with(archive).verify(), 0, to);
  }

  @Test
  void anArchiveIsNotWrittenOverAnother() throws Exception {
    Path archive = archived();

    assertThatThrownBy(() -> archiver.copy(1500, archive)).hasMessageContaining("is not empty");
  }

  @Test
  void aKnownCheckpointWithinTheArchiveIsComparedTogetherWithIt() throws Exception {
    Path shorter = Logs.written(parent.resolve("shorter"), 0);
    try (Ledger ledger = Ledger.open(shorter, Logs.options())) {
      for (LedgerEntry entry : entries.subList(0, 300)) {
        assertThat(ledger.append(entry.bytes())).isNotNegative();
      }
    }
    Checkpoint kept = LedgerReader.open(shorter).checkpoint();
    Path archive = archived();

    verifies(verifier().extending(kept).with(archive).verify(), 0, CUT);
    assertThat(verifier().extending(kept).verify())
        .asInstanceOf(type(Damaged.class))
        .returns("archive", Damaged::where);
  }

  @Test
  void anArchiveOfAHandedOverLogVerifiesFromTheFirstKey() throws Exception {
    Path handed = parent.resolve("handed");
    LogKeyFile keys = new LogKeyFile(parent.resolve("key"), "guard.example/audit", Logs.RANDOM);
    VerifierKey first = keys.open(handed).verifier();
    try (Ledger ledger =
        Ledger.open(
            handed, LedgerOptions.of(keys.open(handed), Logs.RANDOM).withSpace(1 << 17, 0))) {
      Logs.append(ledger, 100);
      assertThat(keys.rotate(ledger, java.time.Instant.EPOCH, java.time.Duration.ofSeconds(30)))
          .isNotNull();
      Logs.append(ledger, SIZE);
    }
    Path archive = parent.resolve("archive-1");
    LedgerArchiver handedArchiver = new LedgerArchiver(handed, first);
    assertThat(handedArchiver.drop(copied(handedArchiver, archive))).isEqualTo(CUT);

    verifies(LedgerVerifier.of(handed, first).verify(), CUT, CUT);
    verifies(LedgerVerifier.of(handed, first).with(archive).verify(), 0, CUT);
    assertThat(LedgerVerifier.verifyArchive(archive, first)).isInstanceOf(Verified.class);
  }

  private static Path copied(LedgerArchiver archiver, Path archive) throws IOException {
    assertThat(archiver.copy(CUT, archive)).isEqualTo(CUT);
    return archive;
  }
}
