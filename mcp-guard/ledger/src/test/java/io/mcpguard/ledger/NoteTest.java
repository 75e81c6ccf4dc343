package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** c2sp.org/signed-note and c2sp.org/tlog-checkpoint. */
class NoteTest {
  /** Key and note from the documentation of Go's {@code golang.org/x/mod/sumdb/note}. */
  private static final String GO_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String GO_TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String GO_NOTE =
      GO_TEXT
          + "\n"
          + "\u2014 PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  private static final NoteSigner SIGNER = Logs.SIGNER;
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  private static Checkpoint read(String note) throws MalformedLogData {
    return Checkpoint.read(note.getBytes(UTF_8), SIGNER.verifier());
  }

  @Test
  void aNoteSignedByGoVerifies() throws Exception {
    VerifierKey key = VerifierKey.parse(GO_KEY);

    assertThat(Note.parse(GO_NOTE.getBytes(UTF_8)).verify(key)).isEqualTo(GO_TEXT);
  }

  @Test
  void aVerifierKeyKeepsItsText() throws Exception {
    assertThat(VerifierKey.parse(GO_KEY)).hasToString(GO_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpZ2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
      })
  void aMalformedVerifierKeyIsRefused(String text) {
    assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(MalformedLogData.class);
  }

  @Test
  void unknownSignaturesAreIgnored() throws Exception {
    // "Verifiers MUST ignore signatures from unknown keys" (signed-note, Signatures)
    Checkpoint signed = Checkpoint.sign(SIGNER, 7, Hash.fromBase64(ROOT));

    Checkpoint read = read(signed.note() + "\u2014 witness.example AAAAAAEC\n");

    assertThat(read.size()).isEqualTo(7);
  }

  @Test
  void aNoteWithoutAKnownSignatureIsRefused() {
    // "If no signature from a known key verifies successfully, clients MUST reject the note."
    assertThatThrownBy(() -> read(GO_NOTE)).hasMessageContaining("carries no signature by key");
  }

  @Test
  void aSecondFalseSignatureByTheSameKeyIsRefused() throws Exception {
    // "If a signature from a known key fails to verify, clients SHOULD reject the whole note."
    String note = Checkpoint.sign(SIGNER, 7, Hash.fromBase64(ROOT)).note();
    String other = Checkpoint.sign(SIGNER, 8, Hash.fromBase64(ROOT)).note();
    String foreignLine = other.substring(other.lastIndexOf("\u2014"));

    assertThatThrownBy(() -> read(note + foreignLine)).hasMessageContaining("does not verify");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 name AAAAAAEC",
        "text\n\u2014 name AAAAAAEC\n",
        "text\n\n- name AAAAAAEC\n",
        "text\n\n\u2014  AAAAAAEC\n",
        "text\n\n\u2014 na+me AAAAAAEC\n",
        "text\n\n\u2014 name AAAA\n",
        "text\n\n\u2014 name AAAAAAEC \n",
        "text\n\n\u2014 name AAAAAAE\n",
        "te\u0001xt\n\n\u2014 name AAAAAAEC\n",
        "te\rxt\n\n\u2014 name AAAAAAEC\n"
      })
  void aMalformedNoteIsRefused(String note) {
    assertThatThrownBy(() -> Note.parse(note.getBytes(UTF_8))).isInstanceOf(MalformedLogData.class);
  }

  @Test
  void aNoteThatIsNotUtf8IsRefused() {
    byte[] note = "text\n\n\u2014 name AAAAAAEC\n".getBytes(UTF_8);
    note[0] = (byte) 0xff;

    assertThatThrownBy(() -> Note.parse(note)).hasMessage("note: is not UTF-8");
  }

  @Test
  void sixteenSignaturesAreAccepted() throws Exception {
    // "MUST accept at least up to 16 signatures"
    String note = Checkpoint.sign(SIGNER, 7, Hash.fromBase64(ROOT)).note();

    assertThat(read(note + "\u2014 witness.example AAAAAAEC\n".repeat(15)).size()).isEqualTo(7);
  }

  @Test
  void tooManySignaturesAreRefused() throws Exception {
    String note = Checkpoint.sign(SIGNER, 7, Hash.fromBase64(ROOT)).note();

    assertThatThrownBy(
            () -> read(note + "\u2014 witness.example AAAAAAEC\n".repeat(Note.MAX_SIGNATURES)))
        .hasMessageContaining("more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guard.example/audit\n7\n",
        "guard.example/audit\n07\n" + ROOT + "\n",
        "guard.example/audit\n-7\n" + ROOT + "\n",
        "guard.example/audit\n+7\n" + ROOT + "\n",
        "guard.example/audit\n9223372036854775808\n" + ROOT + "\n",
        "guard.example/audit\n7\nAAAA\n",
        "guard.example/audit\n7\n" + ROOT + "\nextension\n",
        "other.example/audit\n7\n" + ROOT + "\n"
      })
  void aSignedButMalformedCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> read(SIGNER.note(text))).isInstanceOf(MalformedLogData.class);
  }

  @Test
  void aKeyFileIsReadBack(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("ledger-key");
    NoteSigner made = NoteSigner.openOrCreate(file, "guard.example/audit", Logs.RANDOM);

    NoteSigner read = NoteSigner.openOrCreate(file, "guard.example/audit", Logs.RANDOM);

    assertThat(read.verifier()).isEqualTo(made.verifier());
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aKeyFileOfAnotherOriginIsRefused(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("ledger-key");
    NoteSigner made = NoteSigner.openOrCreate(file, "guard.example/audit", Logs.RANDOM);

    assertThatThrownBy(() -> NoteSigner.openOrCreate(file, "other", Logs.RANDOM))
        .hasMessageContaining("another origin");
    assertThat(made.toString()).doesNotContain("PRIVATE");
  }
}
