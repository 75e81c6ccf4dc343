package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request to a witness (c2sp.org/tlog-witness, "add-checkpoint").
 *
 * @param oldSize the size that the witness cosigned last
 * @param proof that the checkpoint's tree extends the one of that size (RFC 6962 §2.1.2)
 * @param note the checkpoint's signed note, unverified
 */
public record AddCheckpoint(long oldSize, List<Hash> proof, String note) {
  /** Longest body that is read: 63 hashes, and a note of many signatures. */
  public static final int MAX_BYTES = 1 << 16;

  /** "The client MUST NOT send more than 63 consistency proof lines." */
  private static final int MAX_HASHES = 63;

  private static final String OLD = "old ";

  public AddCheckpoint {
    proof = List.copyOf(proof);
  }

  /**
   * Reads a body.
   *
   * @throws MalformedLogData when a line is not as the protocol demands
   */
  static AddCheckpoint read(byte[] body) throws MalformedLogData {
    String text = utf8(body);
    int blank = text.indexOf("\n\n");
    if (blank < 0 || !text.startsWith(OLD)) {
      throw new MalformedLogData("add-checkpoint: needs an old size, an empty line, a checkpoint");
    }
    String[] lines = text.substring(OLD.length(), blank).split("\n", -1);
    if (lines.length - 1 > MAX_HASHES) {
      throw new MalformedLogData("add-checkpoint: has more than " + MAX_HASHES + " hashes");
    }
    List<Hash> proof = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      proof.add(Hash.fromBase64(lines[i]));
    }
    return new AddCheckpoint(
        Checkpoint.decimal(lines[0], "add-checkpoint old size"), proof, text.substring(blank + 2));
  }

  private static String utf8(byte[] body) throws MalformedLogData {
    if (body.length > MAX_BYTES) {
      throw new MalformedLogData("add-checkpoint: is longer than " + MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogData("add-checkpoint: is not UTF-8", e);
    }
  }

  /** The body. */
  String text() {
    StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(hash -> text.append(hash).append('\n'));
    return text.append('\n').append(note).toString();
  }
}
