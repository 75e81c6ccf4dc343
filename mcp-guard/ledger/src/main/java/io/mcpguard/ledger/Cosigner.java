package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/** A witness's Ed25519 key. Prints its public half only. */
public final class Cosigner {
  private final PrivateNoteKey key;
  private final CosignerKey half;

  private Cosigner(PrivateNoteKey key) {
    this.key = key;
    this.half = new CosignerKey(key.half());
  }

  /**
   * A fresh key.
   *
   * @param name the witness's name: non-empty, without spaces and plus signs
   * @throws IllegalArgumentException when the name breaks that rule
   */
  public static Cosigner generate(String name, SecureRandom random) {
    return new Cosigner(PrivateNoteKey.generate(NoteKey.Type.COSIGNATURE, name, random));
  }

  /**
   * Reads the key from a file, or makes one there (mode 0600) when the file does not exist.
   *
   * @throws IOException when the file is unreadable, malformed or belongs to another name
   */
  public static Cosigner openOrCreate(Path file, String name, SecureRandom random)
      throws IOException {
    return new Cosigner(PrivateNoteKey.openOrCreate(NoteKey.Type.COSIGNATURE, file, name, random));
  }

  /** The public half. */
  public CosignerKey key() {
    return half;
  }

  /** The signature line over a checkpoint (c2sp.org/tlog-cosignature, type 0x04). */
  String line(Checkpoint checkpoint, Instant at) {
    long time = at.getEpochSecond();
    byte[] signature = key.sign(CosignerKey.message(time, checkpoint.text()));
    ByteBuffer timed = ByteBuffer.allocate(Long.BYTES + signature.length);
    return key.line(timed.putLong(time).put(signature).array());
  }

  @Override
  public String toString() {
    return "Cosigner[" + half + "]";
  }
}
