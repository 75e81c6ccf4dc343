package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Checkpoint.Relation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one checkpoint is to another, and what its log's key says besides. */
class CheckpointTest {
  private static final Hash ROOT = Hash.of(new TreeHasher().leaf(Logs.entry(1)));
  private static final Hash OTHER = Hash.of(new TreeHasher().leaf(Logs.entry(2)));
  private static final Checkpoint HEAD = new Checkpoint("guard.example/audit", 7, ROOT, "");

  @TempDir private Path directory;

  @Test
  void oneSizeAndRootAreOneTreeWhoeverSignedIt() {
    Checkpoint cosigned = HEAD.with("\n\u2014 witness AAAA\n");

    assertThat(HEAD.relationTo(cosigned)).isEqualTo(Relation.SAME_TREE);
  }

  @Test
  void twoRootsOfOneSizeAreAFork() {
    Checkpoint other = new Checkpoint("guard.example/audit", 7, OTHER, "");

    assertThat(HEAD.relationTo(other)).isEqualTo(Relation.FORK);
  }

  @Test
  void twoSizesSayNothingYet() {
    Checkpoint later = new Checkpoint("guard.example/audit", 8, OTHER, "");

    assertThat(HEAD.relationTo(later)).isEqualTo(Relation.ANOTHER_SIZE);
  }

  @Test
  void twoOriginsAreTwoLogsWhateverElseTheyShare() {
    Checkpoint foreign = new Checkpoint("elsewhere.example/audit", 7, ROOT, "");

    assertThat(HEAD.relationTo(foreign)).isEqualTo(Relation.ANOTHER_LOG);
  }

  @Test
  void oneThatWasKeptInAFileIsReadBack() throws Exception {
    Checkpoint signed = Checkpoint.sign(Logs.SIGNER, 7, ROOT);
    Path kept = Files.writeString(directory.resolve("kept"), signed.note());

    assertThat(Checkpoint.read(kept, Logs.SIGNER.verifier())).isEqualTo(signed);
  }

  /** The type is signed too: a document is not taken for one of another form. */
  @Test
  void aDocumentIsSignedByTheLogsKeyTogetherWithItsType() throws Exception {
    byte[] payload = "{}".getBytes(UTF_8);
    Attestation signed;
    try (Ledger ledger = Ledger.open(directory, Logs.options())) {
      signed = ledger.attest("application/vnd.in-toto+json", payload);
    }
    Attestation retyped =
        new Attestation("application/json", payload, signed.keyId(), signed.signature());

    assertThat(Logs.SIGNER.verifier().signed(signed)).isTrue();
    assertThat(Logs.SIGNER.verifier().signed(retyped)).isFalse();
  }
}
