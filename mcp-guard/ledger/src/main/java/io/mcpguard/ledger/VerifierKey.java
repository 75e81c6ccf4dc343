package io.mcpguard.ledger;

/**
 * A named Ed25519 key that checks signatures of notes. Its text form is {@code name+hex(key
 * id)+base64(0x01 ‖ public key)}, as Go's {@code sumdb/note} writes it.
 */
public final class VerifierKey {
  private final NoteKey key;

  VerifierKey(NoteKey key) {
    this.key = key;
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedLogData when the name, the id or the key is not as the form demands
   */
  public static VerifierKey parse(String text) throws MalformedLogData {
    return new VerifierKey(NoteKey.parse(NoteKey.Type.SIGNATURE, text));
  }

  /** The key's name; for a log's own key the origin. */
  public String name() {
    return key.name();
  }

  NoteKey key() {
    return key;
  }

  /** How an {@link Attestation} names this key: {@code name+hex(key id)}. */
  public String keyId() {
    return key.keyId();
  }

  /** Whether this key signed the document. */
  public boolean signed(Attestation attestation) {
    return key.verifies(
        Attestation.encoding(attestation.type(), attestation.payload()), attestation.signature());
  }

  /** The text form, for configuration and for other verifiers. */
  @Override
  public String toString() {
    return key.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
