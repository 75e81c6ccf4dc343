package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** Notes, checkpoints, proofs and keys of any bytes: read as written, or refused. */
class NoteFuzzTest {
  private static final String KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static VerifierKey key() {
    try {
      return VerifierKey.parse(KEY);
    } catch (MalformedLogData e) {
      throw new AssertionError(e);
    }
  }

  @FuzzTest
  void aVerifiedNoteBeginsWithItsText(byte[] note) {
    List<String> texts = new ArrayList<>();
    try {
      texts.add(Note.parse(note).verify(key()));
    } catch (MalformedLogData refused) {
      assertThat(refused).hasMessageMatching("(?s)(note|key name).*");
    }
    assertThat(texts).allMatch(text -> new String(note, UTF_8).startsWith(text + "\n"));
  }

  @FuzzTest
  void aCheckpointHasOneSpelling(byte[] body) {
    String text = "guard.example/audit\n" + new String(body, UTF_8) + "\n";
    List<Checkpoint> read = new ArrayList<>();
    try {
      read.add(Checkpoint.read(Logs.SIGNER.note(text).getBytes(UTF_8), Logs.SIGNER.verifier()));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read)
        .allMatch(c -> (c.origin() + "\n" + c.size() + "\n" + c.root() + "\n").equals(text));
  }

  @FuzzTest
  void aProofIsReadOrRefused(byte[] proof) {
    List<TlogProof> read = new ArrayList<>();
    try {
      read.add(TlogProof.read(proof, key()));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).noneMatch(p -> p.proves(new byte[] {1}));
  }

  @FuzzTest
  void aVerifierKeyHasOneSpelling(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    List<VerifierKey> read = new ArrayList<>();
    try {
      read.add(VerifierKey.parse(text));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(key -> key.toString().equals(text));
  }
}
