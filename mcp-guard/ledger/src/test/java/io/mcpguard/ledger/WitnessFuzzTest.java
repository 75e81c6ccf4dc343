package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** Requests to a witness, cosignatures and cosigner keys of any bytes: read as written, or not. */
class WitnessFuzzTest {
  private static final Cosigner COSIGNER = Cosigner.generate("witness.example/w1", Logs.RANDOM);
  private static final Checkpoint HEAD =
      Checkpoint.sign(Logs.SIGNER, 7, Hash.of(new byte[Hash.BYTES]));

  @FuzzTest
  void aRequestHasOneSpelling(byte[] body) {
    List<AddCheckpoint> read = new ArrayList<>();
    try {
      read.add(AddCheckpoint.read(body));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(request -> request.text().equals(new String(body, UTF_8)));
  }

  @FuzzTest
  void noLineIsACosignatureThatTheWitnessDidNotMake(byte[] lines) {
    List<Cosignature> read = new ArrayList<>();
    try {
      read.add(COSIGNER.key().verify(HEAD.with(new String(lines, UTF_8))));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).isEmpty();
  }

  @FuzzTest
  void aCosignerKeyHasOneSpelling(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    List<CosignerKey> read = new ArrayList<>();
    try {
      read.add(CosignerKey.parse(text));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(key -> key.toString().equals(text));
  }
}
