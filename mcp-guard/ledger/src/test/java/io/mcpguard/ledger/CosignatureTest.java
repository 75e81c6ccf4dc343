package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** c2sp.org/tlog-cosignature, Ed25519. */
class CosignatureTest {
  private static final Instant AT = Instant.parse("2026-11-26T12:00:00.9Z");
  private static final Cosigner WITNESS = Cosigner.generate("witness.example/w1", Logs.RANDOM);
  private static final Checkpoint HEAD =
      Checkpoint.sign(Logs.SIGNER, 7, Hash.of(new byte[Hash.BYTES]));
  private static final Checkpoint COSIGNED = HEAD.with(WITNESS.line(HEAD, AT));

  private static byte[] blob(String line) {
    return Base64.getDecoder().decode(line.strip().substring(line.lastIndexOf(' ') + 1));
  }

  private static Checkpoint with(byte[] blob) {
    return HEAD.with(
        "\u2014 witness.example/w1 " + Base64.getEncoder().encodeToString(blob) + "\n");
  }

  @Test
  void aCosignatureSaysWhen() throws Exception {
    Cosignature read = WITNESS.key().verify(COSIGNED);

    assertThat(read.at()).isEqualTo(Instant.parse("2026-11-26T12:00:00Z"));
  }

  @Test
  void aCosignedCheckpointIsStillTheLogs() throws Exception {
    Checkpoint read = Checkpoint.read(COSIGNED.note().getBytes(UTF_8), Logs.SIGNER.verifier());

    assertThat(read).isEqualTo(COSIGNED);
  }

  @Test
  void theSignatureIsATimestampedOne() {
    // "struct { u64 timestamp; opaque ed25519_signature[64]; }" behind the key id
    byte[] blob = blob(WITNESS.line(HEAD, AT));

    assertThat(blob).hasSize(4 + 8 + 64);
    assertThat(ByteBuffer.wrap(blob).getLong(4)).isEqualTo(AT.getEpochSecond());
  }

  @Test
  void theKeyIdHoldsTheType() throws Exception {
    // "SHA-256(<name> || "\n" || 0x04 || 32-byte Ed25519 cosigner public key)[:4]"
    String text = WITNESS.key().toString();

    assertThat(CosignerKey.parse(text)).isEqualTo(WITNESS.key());
    assertThatThrownBy(() -> VerifierKey.parse(text)).hasMessageContaining("type 0x01");
    assertThatThrownBy(() -> CosignerKey.parse(Logs.SIGNER.verifier().toString()))
        .hasMessageContaining("type 0x04");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 11, 12, 75})
  void anAlteredTimeOrSignatureDoesNotVerify(int at) {
    byte[] blob = blob(WITNESS.line(HEAD, AT));
    blob[at] ^= 1;

    assertThatThrownBy(() -> WITNESS.key().verify(with(blob)))
        .hasMessageContaining("does not verify");
  }

  @ParameterizedTest
  @ValueSource(ints = {75, 77})
  void anotherLengthDoesNotVerify(int length) {
    byte[] blob = java.util.Arrays.copyOf(blob(WITNESS.line(HEAD, AT)), length);

    assertThatThrownBy(() -> WITNESS.key().verify(with(blob)))
        .hasMessageContaining("does not verify");
  }

  @Test
  void aCosignatureOfAnotherTreeDoesNotVerify() {
    Checkpoint other = Checkpoint.sign(Logs.SIGNER, 8, HEAD.root());

    assertThatThrownBy(() -> WITNESS.key().verify(other.with(WITNESS.line(HEAD, AT))))
        .hasMessageContaining("does not verify");
  }

  @Test
  void theTimeMustNotBeZero() {
    // "The cosignature MUST NOT omit the timestamp, i.e. the timestamp MUST NOT be zero."
    Checkpoint timeless = HEAD.with(WITNESS.line(HEAD, Instant.EPOCH));

    assertThatThrownBy(() -> WITNESS.key().verify(timeless))
        .hasMessageContaining("does not verify");
  }

  @Test
  void aCheckpointWithoutACosignatureIsNone() {
    assertThatThrownBy(() -> WITNESS.key().verify(HEAD))
        .hasMessageContaining("carries no cosignature");
  }

  @Test
  void theLatestOfSeveralCounts() throws Exception {
    Checkpoint twice = COSIGNED.with(WITNESS.line(HEAD, AT.plusSeconds(9)));

    assertThat(WITNESS.key().verify(twice).at()).isEqualTo(Instant.parse("2026-11-26T12:00:09Z"));
  }

  @Test
  void aKeyFileIsReadBackAndPrintsNoSecret(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("key");
    Cosigner made = Cosigner.openOrCreate(file, "witness.example/w1", Logs.RANDOM);

    Cosigner read = Cosigner.openOrCreate(file, "witness.example/w1", Logs.RANDOM);

    assertThat(read.key()).isEqualTo(made.key());
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(made.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aKeyOfALogIsNoWitnesss(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("key");
    assertThat(NoteSigner.openOrCreate(file, "witness.example/w1", Logs.RANDOM)).isNotNull();

    assertThatThrownBy(() -> Cosigner.openOrCreate(file, "witness.example/w1", Logs.RANDOM))
        .hasMessageContaining("is not an Ed25519 key (type 0x04");
  }
}
