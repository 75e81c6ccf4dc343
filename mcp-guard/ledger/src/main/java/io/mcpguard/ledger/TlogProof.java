package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * That an entry is in a log, checkable offline by whoever trusts the log's key
 * (c2sp.org/tlog-proof@v1).
 *
 * @param index the entry's leaf index
 * @param inclusion hashes from the leaf's sibling up to the root's child
 * @param checkpoint the tree it stands in
 */
public record TlogProof(long index, List<Hash> inclusion, Checkpoint checkpoint) {
  private static final String MAGIC = "c2sp.org/tlog-proof@v1";

  private static final String EXTRA = "extra ";

  /** A tree of 2^63 leaves is that deep. */
  private static final int MAX_HASHES = 63;

  public TlogProof {
    inclusion = List.copyOf(inclusion);
  }

  /**
   * Reads a proof whose checkpoint {@code key} signed. It proves nothing before {@link #proves}.
   *
   * @throws MalformedLogData when a line is not as the format demands
   */
  public static TlogProof read(byte[] bytes, VerifierKey key) throws MalformedLogData {
    String text = utf8(bytes);
    int blank = text.indexOf("\n\n");
    if (blank < 0) {
      throw new MalformedLogData("proof: has no empty line before its checkpoint");
    }
    String[] lines = text.substring(0, blank).split("\n", -1);
    int at = lines.length > 1 && lines[1].startsWith(EXTRA) ? 2 : 1;
    if (!lines[0].equals(MAGIC) || lines.length <= at || !lines[at].startsWith("index ")) {
      throw new MalformedLogData("proof: needs the line " + MAGIC + " and an index");
    }
    if (at == 2) {
      Base64Text.decode(lines[1].substring(EXTRA.length()), "proof extra");
    }
    if (lines.length - at - 1 > MAX_HASHES) {
      throw new MalformedLogData("proof: has more than " + MAX_HASHES + " hashes");
    }
    List<Hash> inclusion = new ArrayList<>();
    for (int i = at + 1; i < lines.length; i++) {
      inclusion.add(Hash.fromBase64(lines[i]));
    }
    byte[] note = text.substring(blank + 2).getBytes(StandardCharsets.UTF_8);
    return new TlogProof(
        Checkpoint.decimal(lines[at].substring("index ".length()), "proof index"),
        inclusion,
        Checkpoint.read(note, key));
  }

  /**
   * The opaque data that stands before the index ("The second line MAY start with the string
   * `extra`"); nothing vouches for it.
   *
   * @throws MalformedLogData when there is none
   */
  public static byte[] extra(byte[] bytes) throws MalformedLogData {
    String[] lines = utf8(bytes).split("\n", 3);
    if (lines.length != 3 || !lines[1].startsWith(EXTRA)) {
      throw new MalformedLogData("proof: carries no extra data");
    }
    return Base64Text.decode(lines[1].substring(EXTRA.length()), "proof extra");
  }

  private static String utf8(byte[] bytes) throws MalformedLogData {
    if (bytes.length > Note.MAX_BYTES) {
      throw new MalformedLogData("proof: is longer than " + Note.MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogData("proof: is not UTF-8", e);
    }
  }

  /** Whether the log holds exactly these bytes at {@link #index}. */
  public boolean proves(byte[] entry) {
    return ProofVerifier.includes(entry, index, checkpoint, inclusion);
  }

  /** Whether the log holds at {@link #index} an entry of this leaf hash (RFC 6962 §2.1). */
  public boolean provesLeaf(Hash leaf) {
    return ProofVerifier.includesLeaf(leaf.bytes(), index, checkpoint, inclusion);
  }

  /** The text form. */
  public String text() {
    return MAGIC + "\n" + rest();
  }

  /**
   * The text form with opaque data before the index ("The second line MAY start with the string
   * `extra`"); nothing vouches for it.
   */
  public String text(byte[] extra) {
    return MAGIC + "\n" + EXTRA + Base64.getEncoder().encodeToString(extra) + "\n" + rest();
  }

  private String rest() {
    StringBuilder text = new StringBuilder("index ").append(index).append('\n');
    inclusion.forEach(hash -> text.append(hash).append('\n'));
    return text.append('\n').append(checkpoint.note()).toString();
  }
}
