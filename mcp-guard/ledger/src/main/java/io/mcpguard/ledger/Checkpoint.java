package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A log's tree head (c2sp.org/tlog-checkpoint), with the signed note that carries it.
 *
 * @param origin the log's identity, the first line
 * @param size number of leaves
 * @param root RFC 6962 root hash at that size
 * @param note the signed text, byte for byte as published
 */
public record Checkpoint(String origin, long size, Hash root, String note) {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

  /** What two checkpoints say of each other, without the log at hand. */
  public enum Relation {
    /** The same tree. */
    SAME_TREE,
    /** Two trees of one size: the log showed two histories. */
    FORK,
    /** Trees of two sizes; whether one extends the other, the log or a proof has to show. */
    ANOTHER_SIZE,
    /** Two logs, of which nothing can be said. */
    ANOTHER_LOG
  }

  /** Compares two verified checkpoints. */
  public Relation relationTo(Checkpoint other) {
    if (!origin.equals(other.origin)) {
      return Relation.ANOTHER_LOG;
    }
    if (size != other.size) {
      return Relation.ANOTHER_SIZE;
    }
    return root.equals(other.root) ? Relation.SAME_TREE : Relation.FORK;
  }

  static Checkpoint sign(NoteSigner signer, long size, Hash root) {
    String origin = signer.verifier().name();
    return new Checkpoint(
        origin, size, root, signer.note(origin + "\n" + size + "\n" + root + "\n"));
  }

  /**
   * Reads a checkpoint that {@code key} signed; the origin has to be the key's name.
   *
   * @throws MalformedLogData when the note, its signature or its text is not as the formats demand
   */
  public static Checkpoint read(byte[] note, VerifierKey key) throws MalformedLogData {
    Note.parse(note).verify(key);
    Checkpoint read = unverified(note);
    if (!read.origin.equals(key.name())) {
      throw new MalformedLogData("checkpoint: its origin is not the name of the key");
    }
    return read;
  }

  /** Reads the form; who signed it is still to be seen. */
  static Checkpoint unverified(byte[] note) throws MalformedLogData {
    String text = Note.parse(note).text();
    String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
    // Extension lines are allowed by the format; ours never has any, so one is not ours.
    if (lines.length != 3) {
      throw new MalformedLogData(
          "checkpoint: needs origin, size and root, has " + lines.length + " lines");
    }
    return new Checkpoint(
        lines[0],
        decimal(lines[1], "checkpoint size"),
        Hash.fromBase64(lines[2]),
        new String(note, StandardCharsets.UTF_8));
  }

  /** The head of the empty tree, which nobody signed. */
  static Checkpoint empty(String origin) {
    return new Checkpoint(origin, 0, new TreeEdge().root(), "");
  }

  /**
   * As {@link #read(byte[], VerifierKey)}, from a file where it was kept.
   *
   * @throws MalformedLogData when it is no checkpoint of that key's log
   * @throws IOException when it cannot be read
   */
  public static Checkpoint read(Path file, VerifierKey key) throws IOException {
    return read(LedgerFiles.read(file, Note.MAX_BYTES), key);
  }

  /** What is signed: origin, size and root, a line each. */
  String text() {
    return origin + "\n" + size + "\n" + root + "\n";
  }

  /** The same with the signature lines of these keys alone; others may be anybody's. */
  Checkpoint signedOnlyBy(List<VerifierKey> keys) throws MalformedLogData {
    Note parsed = Note.parse(note.getBytes(StandardCharsets.UTF_8));
    StringBuilder lines = new StringBuilder();
    for (VerifierKey key : keys) {
      parsed.signaturesBy(key.key()).forEach(s -> lines.append(Note.line(key.key(), s)));
    }
    return new Checkpoint(origin, size, root, text() + "\n" + lines);
  }

  /** The same with more signature lines. */
  Checkpoint with(String lines) {
    return new Checkpoint(origin, size, root, note + lines);
  }

  /** ASCII decimal of a non-negative {@code long}, without leading zeroes. */
  static long decimal(String text, String what) throws MalformedLogData {
    if (!DECIMAL.matcher(text).matches()) {
      throw new MalformedLogData(what + ": is not a plain decimal");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedLogData(what + ": exceeds 2^63-1", e);
    }
  }
}
