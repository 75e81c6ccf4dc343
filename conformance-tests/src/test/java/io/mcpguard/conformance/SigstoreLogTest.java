package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.Checkpoints;
import dev.sigstore.rekor.client.RekorEntry;
import io.mcpguard.ledger.Hash;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.TlogProof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifiers of sigstore-java read what our ledger writes: checkpoint, inclusion proofs. */
class SigstoreLogTest {
  private static final int SIZE = 700;

  @TempDir static Path parent;

  private static WrittenLog log;
  private static LedgerReader reader;
  private static RekorEntry.Checkpoint head;

  @BeforeAll
  static void write() throws Exception {
    log = WrittenLog.begin(parent.resolve("log")).append(SIZE);
    reader = LedgerReader.open(log.directory());
    head = Checkpoints.from(Files.readString(log.directory().resolve("checkpoint")));
  }

  /** RFC 8410 §4 around the key of the verifier key's text. */
  private static PublicKey key() throws Exception {
    byte[] typed = Base64.getDecoder().decode(log.key().split("\\+", 3)[2]);
    byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100" + "00".repeat(32));
    System.arraycopy(typed, 1, spki, 12, 32);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
  }

  private static byte[] leafHash(long index) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 0);
    return sha256.digest(reader.entry(index).bytes());
  }

  private static void verify(long index, TlogProof proof) throws Exception {
    InclusionProofVerifier.verify(
        leafHash(index),
        index,
        head.getSize(),
        proof.inclusion().stream().map(Hash::bytes).toList(),
        Base64.getDecoder().decode(head.getBase64Hash()));
  }

  @Test
  void theCheckpointIsReadAsWritten() {
    assertThat(head.getOrigin()).isEqualTo("guard.example/audit");
    assertThat(head.getSize()).isEqualTo(SIZE);
    assertThat(head.getBase64Hash()).isEqualTo(reader.checkpoint().root().toString());
    assertThat(head.getSignatures()).hasSize(1);
  }

  @Test
  void theCheckpointsSignatureVerifies() throws Exception {
    byte[] signed = head.getSignedData().getBytes(StandardCharsets.UTF_8);

    assertThat(
            Verifiers.newVerifier(key())
                .verify(signed, head.getSignatures().getFirst().getSignature()))
        .isTrue();
  }

  @Test
  void everyInclusionProofVerifies() throws Exception {
    for (long index = 0; index < SIZE; index++) {
      verify(index, reader.proof(index));
    }
  }

  @Test
  void theProofOfAnotherEntryDoesNot() throws Exception {
    TlogProof other = reader.proof(18);

    assertThatThrownBy(() -> verify(17, other))
        .isInstanceOf(InclusionProofVerificationException.class);
  }
}
