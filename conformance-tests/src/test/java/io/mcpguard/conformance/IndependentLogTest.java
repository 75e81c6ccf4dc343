package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Cosigner;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.ledger.Witness;
import io.mcpguard.ledger.WitnessAnswer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Go's {@code golang.org/x/mod/sumdb/note} and {@code tlog}, the packages behind Go's checksum
 * database, read what our ledger writes: checkpoint, tiles, entries, proofs.
 */
@NeedsGo
class IndependentLogTest {
  private static final int OLDER = 300;
  private static final int SIZE = 700;

  @TempDir Path parent;

  private WrittenLog log;
  private Path kept;

  @BeforeEach
  void write() throws Exception {
    log = WrittenLog.begin(parent.resolve("log")).append(OLDER);
    kept = Files.copy(log.directory().resolve("checkpoint"), parent.resolve("kept"));
    log.append(SIZE - OLDER);
  }

  private Finished check(String... proofs) throws InterruptedException {
    List<String> arguments = new java.util.ArrayList<>(List.of("-older", kept.toString()));
    arguments.addAll(List.of(log.directory().toString(), log.key()));
    arguments.addAll(List.of(proofs));
    return GoVerifier.run(arguments);
  }

  @Test
  void checkpointEntriesAndTilesVerify() throws Exception {
    Finished checked = check();

    assertThat(checked.err()).isEmpty();
    assertThat(checked.out()).startsWith(SIZE + " entries");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255, 256, 511, 512, 699})
  void aProofFileVerifies(int index) throws Exception {
    Path file = parent.resolve(index + ".tlog-proof");
    Files.writeString(file, LedgerReader.open(log.directory()).proof(index).text());

    assertThat(check(file.toString())).returns("", Finished::err).returns(0, Finished::exit);
  }

  @Test
  void aProofFileOfAnotherEntryDoesNot() throws Exception {
    Path file = parent.resolve("forged.tlog-proof");
    String text = LedgerReader.open(log.directory()).proof(17).text();
    Files.writeString(file, text.replaceFirst("\nindex 17\n", "\nindex 18\n"));

    assertThat(check(file.toString())).returns(1, Finished::exit);
  }

  @Test
  void anEditedEntryIsFound() throws Exception {
    Path bundle = log.directory().resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[5] ^= 1;
    Files.write(bundle, bytes);

    assertThat(check())
        .returns(1, Finished::exit)
        .extracting(Finished::err)
        .asString()
        .startsWith("entry 256");
  }

  @Test
  void aWitnesssCosignatureVerifies() throws Exception {
    Cosigner cosigner = Cosigner.generate("witness.example/w1", new SecureRandom());
    Path checkpoint = log.directory().resolve("checkpoint");
    String note = Files.readString(checkpoint);
    try (Witness witness =
        Witness.open(
            parent.resolve("witness"),
            cosigner,
            List.of(VerifierKey.parse(log.key())),
            InstantSource.system())) {
      byte[] body = ("old 0\n\n" + note).getBytes(StandardCharsets.UTF_8);
      WitnessAnswer.Cosigned answer = (WitnessAnswer.Cosigned) witness.add(body);
      Files.writeString(checkpoint, note + answer.lines());
    }

    assertThat(cosigned(cosigner.key().toString())).returns(0, Finished::exit);
    assertThat(
            cosigned(Cosigner.generate("witness.example/w1", new SecureRandom()).key().toString()))
        .returns(1, Finished::exit);
  }

  private Finished cosigned(String key) throws InterruptedException {
    return GoVerifier.run(List.of("-cosigner", key, log.directory().toString(), log.key()));
  }
}
