package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an archive is: which entries it holds, the root of the tree that ends with them, and the
 * proof that a signed checkpoint's tree extends that one.
 *
 * @param from index of the first entry it holds
 * @param to index after the last one; both are multiples of 256
 * @param root of the tree of {@code to} leaves
 * @param proof from that tree to the checkpoint's (RFC 9162 §2.1.4.1)
 * @param checkpoint the log's when the archive was made
 */
record ArchiveManifest(long from, long to, Hash root, List<Hash> proof, Checkpoint checkpoint) {
  static final String FILE = "archive";
  private static final String MAGIC = "mcp-guard ledger archive v1";
  private static final int MAX_HASHES = 63;

  ArchiveManifest {
    proof = List.copyOf(proof);
  }

  /**
   * Reads a manifest that one of {@code keys} stands behind.
   *
   * @throws MalformedLogData when its form, its signature or its proof does not hold
   */
  static ArchiveManifest read(byte[] bytes, List<VerifierKey> keys) throws IOException {
    String text = utf8(bytes);
    int blank = text.indexOf("\n\n");
    String[] lines = text.substring(0, Math.max(blank, 0)).split("\n", -1);
    if (lines.length < 4 || lines.length > 4 + MAX_HASHES || !lines[0].equals(MAGIC)) {
      throw new MalformedLogData("archive: needs the line " + MAGIC + ", sizes, root and proof");
    }
    List<Hash> proof = new ArrayList<>();
    for (int i = 4; i < lines.length; i++) {
      proof.add(Hash.fromBase64(lines[i]));
    }
    byte[] note = text.substring(blank + 2).getBytes(StandardCharsets.UTF_8);
    ArchiveManifest read =
        new ArchiveManifest(
            size(lines[1], "from "),
            size(lines[2], "to "),
            Hash.fromBase64(value(lines[3], "root ")),
            proof,
            signed(note, keys));
    read.check();
    return read;
  }

  private static Checkpoint signed(byte[] note, List<VerifierKey> keys) throws MalformedLogData {
    Checkpoint form = Checkpoint.unverified(note);
    Note parsed = Note.parse(note);
    for (VerifierKey key : keys) {
      if (!parsed.signaturesBy(key.key()).isEmpty()) {
        return Checkpoint.read(note, key);
      }
    }
    throw new MalformedLogData(
        "archive: its checkpoint of "
            + form.size()
            + " entries is signed by no key of the log that is known");
  }

  private void check() throws MalformedLogData {
    boolean bounded = from < to && from % TreeEdge.WIDTH == 0 && to % TreeEdge.WIDTH == 0;
    if (!bounded || !ProofVerifier.isConsistent(head(), checkpoint, proof)) {
      throw new MalformedLogData("archive: the log that was signed does not extend what it holds");
    }
  }

  private static long size(String line, String name) throws MalformedLogData {
    return Checkpoint.decimal(value(line, name), "archive " + name.strip());
  }

  private static String value(String line, String name) throws MalformedLogData {
    if (!line.startsWith(name)) {
      throw new MalformedLogData("archive: needs a line that begins with " + name.strip());
    }
    return line.substring(name.length());
  }

  private static String utf8(byte[] bytes) throws MalformedLogData {
    if (bytes.length > Note.MAX_BYTES) {
      throw new MalformedLogData("archive: is longer than " + Note.MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogData("archive: is not UTF-8", e);
    }
  }

  /** The tree that ends with the archive, which nobody signed itself. */
  Checkpoint head() {
    return new Checkpoint(checkpoint.origin(), to, root, "");
  }

  String text() {
    StringBuilder text = new StringBuilder(MAGIC);
    text.append("\nfrom ").append(from).append("\nto ").append(to);
    text.append("\nroot ").append(root).append('\n');
    proof.forEach(hash -> text.append(hash).append('\n'));
    return text.append('\n').append(checkpoint.note()).toString();
  }
}
