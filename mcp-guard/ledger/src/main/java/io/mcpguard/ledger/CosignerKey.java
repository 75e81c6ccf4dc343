package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The public half of a witness's key. Its text form is {@code name+hex(key id)+base64(0x04 ‖ public
 * key)} (c2sp.org/tlog-cosignature, "Format").
 */
public final class CosignerKey {
  /** Eight bytes of time before the 64 of Ed25519. */
  private static final int SIGNATURE_BYTES = Long.BYTES + 64;

  private final NoteKey key;

  CosignerKey(NoteKey key) {
    this.key = key;
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedLogData when the name, the id or the key is not as the form demands
   */
  public static CosignerKey parse(String text) throws MalformedLogData {
    return new CosignerKey(NoteKey.parse(NoteKey.Type.COSIGNATURE, text));
  }

  /** The witness's name. */
  public String name() {
    return key.name();
  }

  /**
   * What this witness states of a checkpoint: the latest of its cosignatures on it.
   *
   * @throws MalformedLogData when the checkpoint carries none, or one that does not verify
   */
  public Cosignature verify(Checkpoint checkpoint) throws MalformedLogData {
    Note note = Note.parse(checkpoint.note().getBytes(StandardCharsets.UTF_8));
    List<byte[]> own = note.signaturesBy(key);
    if (own.isEmpty()) {
      throw new MalformedLogData("checkpoint: carries no cosignature by " + key);
    }
    long latest = 0;
    for (byte[] signature : own) {
      latest = Math.max(latest, time(note.text(), signature));
    }
    return new Cosignature(this, checkpoint, Instant.ofEpochSecond(latest));
  }

  private long time(String text, byte[] signature) throws MalformedLogData {
    if (signature.length == SIGNATURE_BYTES) {
      long time = ByteBuffer.wrap(signature).getLong();
      byte[] ed25519 = Arrays.copyOfRange(signature, Long.BYTES, SIGNATURE_BYTES);
      if (isTime(time) && key.verifies(message(time, text), ed25519)) {
        return time;
      }
    }
    throw new MalformedLogData("checkpoint: the cosignature by " + key + " does not verify");
  }

  /** "It MUST NOT exceed 2^63 - 1", and an {@link Instant} ends before that. */
  private static boolean isTime(long seconds) {
    return seconds > 0 && seconds <= Instant.MAX.getEpochSecond();
  }

  /** What is signed (c2sp.org/tlog-cosignature, "Ed25519 signed message"). */
  static byte[] message(long time, String text) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /** The text form, for configuration and for other verifiers. */
  @Override
  public String toString() {
    return key.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CosignerKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
