package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A signed note (c2sp.org/signed-note): text, a blank line, signature lines. Reading it checks the
 * form; the text is trusted only after {@link #verify}.
 */
public final class Note {
  static final String SIGNATURE_PREFIX = "\u2014 ";

  /** The format demands at least 16; more than this is not read. */
  static final int MAX_SIGNATURES = 64;

  static final int MAX_BYTES = 1 << 20;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record SignatureLine(String name, int keyId, byte[] signature) {
    boolean isBy(NoteKey key) {
      return name.equals(key.name()) && keyId == key.id();
    }
  }

  private final String text;
  private final List<SignatureLine> signatures;

  private Note(String text, List<SignatureLine> signatures) {
    this.text = text;
    this.signatures = signatures;
  }

  /**
   * Reads a note.
   *
   * @throws MalformedLogData for whatever the format forbids
   */
  public static Note parse(byte[] bytes) throws MalformedLogData {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedLogData("note: is longer than " + MAX_BYTES + " bytes");
    }
    String note = utf8(bytes);
    if (note.codePoints().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new MalformedLogData("note: holds a control character other than newline");
    }
    // "the text is separated from the signatures by the last empty line in the note"
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
      throw new MalformedLogData("note: needs text, an empty line and signature lines");
    }
    String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", -1);
    if (lines.length > MAX_SIGNATURES) {
      throw new MalformedLogData("note: has more than " + MAX_SIGNATURES + " signatures");
    }
    List<SignatureLine> signatures = new ArrayList<>();
    for (String line : lines) {
      signatures.add(signatureLine(line));
    }
    return new Note(note.substring(0, blank + 1), List.copyOf(signatures));
  }

  private static String utf8(byte[] bytes) throws MalformedLogData {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogData("note: is not UTF-8", e);
    }
  }

  private static SignatureLine signatureLine(String line) throws MalformedLogData {
    int space = line.indexOf(' ', SIGNATURE_PREFIX.length());
    if (!line.startsWith(SIGNATURE_PREFIX) || space < 0) {
      throw new MalformedLogData("note: a signature line is not of the form \u2014 name base64");
    }
    String name = line.substring(SIGNATURE_PREFIX.length(), space);
    NoteKey.requireName(name);
    byte[] blob = Base64Text.decode(line.substring(space + 1), "note signature");
    if (blob.length <= Integer.BYTES) {
      throw new MalformedLogData("note: a signature is too short");
    }
    return new SignatureLine(
        name, ByteBuffer.wrap(blob).getInt(), Arrays.copyOfRange(blob, Integer.BYTES, blob.length));
  }

  /** A signature line: name, then key id and signature in base64. */
  static String line(NoteKey key, byte[] signature) {
    ByteBuffer blob = ByteBuffer.allocate(Integer.BYTES + signature.length);
    blob.putInt(key.id()).put(signature);
    String base64 = Base64.getEncoder().encodeToString(blob.array());
    return SIGNATURE_PREFIX + key.name() + " " + base64 + "\n";
  }

  /** The text, which nobody has verified. */
  String text() {
    return text;
  }

  /** The signatures under a key's name and id, unverified. */
  List<byte[]> signaturesBy(NoteKey key) {
    return signatures.stream().filter(s -> s.isBy(key)).map(SignatureLine::signature).toList();
  }

  /**
   * The text, which ends in a newline, once {@code key} is seen to have signed it. Signatures by
   * unknown keys are ignored.
   *
   * @throws MalformedLogData when no signature is by {@code key}, or one of those does not verify
   */
  public String verify(VerifierKey key) throws MalformedLogData {
    List<byte[]> own = signaturesBy(key.key());
    if (own.isEmpty()) {
      throw new MalformedLogData("note: carries no signature by key " + key);
    }
    byte[] signed = text.getBytes(StandardCharsets.UTF_8);
    if (!own.stream().allMatch(signature -> key.key().verifies(signed, signature))) {
      throw new MalformedLogData("note: the signature by key " + key + " does not verify");
    }
    return text;
  }
}
