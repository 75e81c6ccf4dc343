package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.WitnessAnswer.Conflict;
import io.mcpguard.ledger.WitnessAnswer.Cosigned;
import io.mcpguard.ledger.WitnessAnswer.Fault;
import io.mcpguard.ledger.WitnessAnswer.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** c2sp.org/tlog-witness, add-checkpoint. */
class WitnessTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));
  private static final Cosigner COSIGNER = Cosigner.generate("witness.example/w1", Logs.RANDOM);

  @TempDir static Path written;

  @TempDir Path directory;

  private Witness witness;

  @BeforeAll
  static void write() throws Exception {
    Logs.written(written, 300);
  }

  @BeforeEach
  void open() throws Exception {
    witness = witnessOf(Logs.SIGNER.verifier());
  }

  @AfterEach
  void close() throws Exception {
    witness.close();
  }

  private Witness witnessOf(VerifierKey... keys) throws IOException {
    return Witness.open(directory, COSIGNER, List.of(keys), CLOCK);
  }

  /** The log's own head when it had that many entries. */
  private static Checkpoint head(int size) throws Exception {
    TreeEdge edge = new TreeEdge();
    TreeHasher hasher = new TreeHasher();
    for (LedgerEntry entry : Logs.entries(written).subList(0, size)) {
      edge.add(hasher.leaf(entry.bytes()), (level, number, hashes) -> {});
    }
    return Checkpoint.sign(Logs.SIGNER, size, edge.root());
  }

  private static String request(int old, int size) throws Exception {
    Checkpoint head = head(size);
    List<Hash> proof = LedgerReader.at(written, head).consistency(old);
    return new AddCheckpoint(old, proof, head.note()).text();
  }

  private WitnessAnswer add(String body) throws IOException {
    return witness.add(body.getBytes(UTF_8));
  }

  @Test
  void theFirstCheckpointIsCosigned() throws Exception {
    Cosigned answer = (Cosigned) add(request(0, 100));

    assertThat(COSIGNER.key().verify(head(100).with(answer.lines())).at())
        .isEqualTo(CLOCK.instant());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 256, 300})
  void whatExtendsTheLatestIsCosigned(int size) throws Exception {
    assertThat(add(request(0, 100))).isInstanceOf(Cosigned.class);

    assertThat(add(request(100, size))).isInstanceOf(Cosigned.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 101})
  void anotherOldSizeIsToldTheLatest(int old) throws Exception {
    // "If it doesn't match, the witness MUST respond with a "409 Conflict""
    assertThat(add(request(0, 100))).isInstanceOf(Cosigned.class);

    assertThat(add(request(old, 200))).isEqualTo(new Conflict(100));
  }

  @Test
  void aRolledBackLogIsToldWhatItHad() throws Exception {
    assertThat(add(request(0, 200))).isInstanceOf(Cosigned.class);

    assertThat(add(request(100, 150))).isEqualTo(new Conflict(200));
  }

  @Test
  void anOldSizeBeyondTheCheckpointIsABadRequest() throws Exception {
    // "The old size MUST be equal to or lower than the checkpoint size. Otherwise … 400"
    AddCheckpoint beyond = new AddCheckpoint(101, List.of(), head(100).note());

    assertThat(add(beyond.text())).isEqualTo(new Rejected(Fault.OLD_SIZE_BEYOND));
  }

  @Test
  void aForkIsNotCosigned() throws Exception {
    assertThat(add(request(0, 100))).isInstanceOf(Cosigned.class);
    Checkpoint fork = Checkpoint.sign(Logs.SIGNER, 200, head(199).root());
    List<Hash> proof = LedgerReader.at(written, head(200)).consistency(100);

    assertThat(add(new AddCheckpoint(100, proof, fork.note()).text()))
        .isEqualTo(new Rejected(Fault.INCONSISTENT));
  }

  @Test
  void aForkOfTheSameSizeIsNotCosigned() throws Exception {
    // "If the old size matches the checkpoint size … the root hashes are also identical … 422"
    assertThat(add(request(0, 100))).isInstanceOf(Cosigned.class);
    Checkpoint fork = Checkpoint.sign(Logs.SIGNER, 100, head(99).root());

    assertThat(add(new AddCheckpoint(100, List.of(), fork.note()).text()))
        .isEqualTo(new Rejected(Fault.INCONSISTENT));
  }

  @Test
  void aProofFromTheEmptyTreeMustBeEmpty() throws Exception {
    // "If the proof is not empty when the old size is zero … 422"
    Checkpoint head = head(100);

    assertThat(add(new AddCheckpoint(0, List.of(head.root()), head.note()).text()))
        .isEqualTo(new Rejected(Fault.INCONSISTENT));
  }

  @Test
  void anEmptyLogHasTheRootOfNothing() throws Exception {
    // "A checkpoint of size zero MUST have the root hash of the empty tree … 422"
    Checkpoint wrong = Checkpoint.sign(Logs.SIGNER, 0, head(1).root());

    assertThat(add(new AddCheckpoint(0, List.of(), wrong.note()).text()))
        .isEqualTo(new Rejected(Fault.INCONSISTENT));
    assertThat(add(request(0, 0))).isInstanceOf(Cosigned.class);
  }

  @Test
  void anUnknownLogIsNotCosigned() throws Exception {
    NoteSigner other = NoteSigner.generate("other.example/audit", Logs.RANDOM);
    Checkpoint head = Checkpoint.sign(other, 100, head(100).root());

    assertThat(add(new AddCheckpoint(0, List.of(), head.note()).text()))
        .isEqualTo(new Rejected(Fault.UNKNOWN_ORIGIN));
  }

  @Test
  void aLogUnderAForeignKeyIsNotCosigned() throws Exception {
    NoteSigner foreign = NoteSigner.generate("guard.example/audit", Logs.RANDOM);
    Checkpoint head = Checkpoint.sign(foreign, 100, head(100).root());

    assertThat(add(new AddCheckpoint(0, List.of(), head.note()).text()))
        .isEqualTo(new Rejected(Fault.UNSIGNED));
  }

  @Test
  void aFalseSignatureByTheLogsKeyIsNotCosigned() throws Exception {
    Checkpoint head = head(100);
    String line = head(99).note().substring(head(99).note().lastIndexOf('\u2014'));

    assertThat(add(new AddCheckpoint(0, List.of(), head.with(line).note()).text()))
        .isEqualTo(new Rejected(Fault.UNSIGNED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "old", "old \n\n", "old 01\n\n", "old -1\n\n", "new 0\n\n"})
  void aMalformedRequestIsABadRequest(String start) throws Exception {
    assertThat(add(start + head(1).note())).isEqualTo(new Rejected(Fault.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64})
  void moreThan63HashesAreABadRequest(int hashes) throws Exception {
    // "The client MUST NOT send more than 63 consistency proof lines."
    Checkpoint head = head(100);
    String body = "old 0\n" + (head.root() + "\n").repeat(hashes) + "\n" + head.note();

    assertThat(add(body))
        .isEqualTo(new Rejected(hashes == 63 ? Fault.INCONSISTENT : Fault.MALFORMED));
  }

  @Test
  void whatWasCosignedOutlivesARestart() throws Exception {
    assertThat(add(request(0, 200))).isInstanceOf(Cosigned.class);
    witness.close();

    witness = witnessOf(Logs.SIGNER.verifier());

    assertThat(add(request(0, 300))).isEqualTo(new Conflict(200));
  }

  @Test
  void aWitnessDoesNotOpenOverAnAlteredMemory() throws Exception {
    assertThat(add(request(0, 200))).isInstanceOf(Cosigned.class);
    witness.close();
    Path file = directory.resolve(Witness.hash(Logs.SIGNER.verifier().name()) + ".checkpoint");
    Files.writeString(file, Files.readString(file).replaceFirst("\n200\n", "\n100\n"));

    assertThatThrownBy(() -> witnessOf(Logs.SIGNER.verifier()))
        .hasMessageContaining("is not what this witness cosigned last");
    Files.delete(file);
    witness = witnessOf(Logs.SIGNER.verifier());
  }

  @Test
  void aSecondWitnessInTheDirectoryIsRefused() {
    assertThatThrownBy(() -> witnessOf(Logs.SIGNER.verifier())).isInstanceOf(IOException.class);
  }

  @Test
  void ofTwoRequestsAtATimeOneWins() throws Exception {
    // "checking the old size against the latest checkpoint and persisting the new checkpoint must
    // be performed atomically"
    List<Callable<WitnessAnswer>> requests = new ArrayList<>();
    for (int size = 101; size <= 116; size++) {
      byte[] body = request(0, size).getBytes(UTF_8);
      requests.add(() -> witness.add(body));
    }
    List<WitnessAnswer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(requests)) {
        answers.add(done.get());
      }
    }

    assertThat(answers).filteredOn(Cosigned.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(Conflict.class::isInstance).hasSize(15);
  }

  @Test
  void monitorsGetTheLatestWithBothSignatures() throws Exception {
    // "it MUST include the cosignature(s) … and the cosignature from the log key(s)"
    String foreign = "\u2014 somebody.example AAAAAAEC\n";
    Checkpoint head = head(100);
    assertThat(add(new AddCheckpoint(0, List.of(), head.with(foreign).note()).text()))
        .isInstanceOf(Cosigned.class);

    Checkpoint latest = witness.latest(Witness.hash("guard.example/audit")).orElseThrow();

    assertThat(COSIGNER.key().verify(latest).at()).isEqualTo(CLOCK.instant());
    assertThat(Checkpoint.read(latest.note().getBytes(UTF_8), Logs.SIGNER.verifier()))
        .returns(100L, Checkpoint::size);
    assertThat(latest.note()).doesNotContain("somebody");
  }

  @Test
  void monitorsGetNothingBeforeTheFirst() {
    assertThat(witness.latest(Witness.hash("guard.example/audit"))).isEmpty();
    assertThat(witness.latest("00")).isEmpty();
  }

  @Test
  void aLogMayBeKnownByTwoKeys() throws Exception {
    NoteSigner next = NoteSigner.generate("guard.example/audit", Logs.RANDOM);
    witness.close();
    witness = witnessOf(Logs.SIGNER.verifier(), next.verifier());
    assertThat(add(request(0, 100))).isInstanceOf(Cosigned.class);
    Checkpoint byNext = Checkpoint.sign(next, 200, head(200).root());
    List<Hash> proof = LedgerReader.at(written, head(200)).consistency(100);

    assertThat(add(new AddCheckpoint(100, proof, byNext.note()).text()))
        .asInstanceOf(type(Cosigned.class))
        .isNotNull();
  }
}
