package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A named Ed25519 key that signs notes. Prints its public half only. */
public final class NoteSigner {
  private final PrivateNoteKey key;
  private final VerifierKey verifier;

  private NoteSigner(PrivateNoteKey key) {
    this.key = key;
    this.verifier = new VerifierKey(key.half());
  }

  /**
   * A fresh key.
   *
   * @param name non-empty, without spaces and plus signs; for a log its origin
   * @throws IllegalArgumentException when the name breaks that rule
   */
  public static NoteSigner generate(String name, SecureRandom random) {
    return new NoteSigner(PrivateNoteKey.generate(NoteKey.Type.SIGNATURE, name, random));
  }

  /**
   * Reads the key from a file, or makes one there (mode 0600) when the file does not exist.
   *
   * @throws IOException when the file is unreadable, malformed or belongs to another name
   */
  public static NoteSigner openOrCreate(Path file, String name, SecureRandom random)
      throws IOException {
    return new NoteSigner(PrivateNoteKey.openOrCreate(NoteKey.Type.SIGNATURE, file, name, random));
  }

  static NoteSigner read(Path file) throws IOException {
    return new NoteSigner(PrivateNoteKey.read(NoteKey.Type.SIGNATURE, file));
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  /** This key's signature line over a note's text (c2sp.org/signed-note). */
  String line(String text) {
    return key.line(key.sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The text, a blank line and this key's signature line (c2sp.org/signed-note). */
  String note(String text) {
    return text + "\n" + line(text);
  }

  /** Signs a document that is no note. */
  public Attestation attest(String type, byte[] payload) {
    byte[] signature = key.sign(Attestation.encoding(type, payload));
    return new Attestation(type, payload, verifier.keyId(), signature);
  }

  @Override
  public String toString() {
    return "NoteSigner[" + verifier + "]";
  }
}
