package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A named Ed25519 key that checks signatures of notes. Its text form is {@code name+hex(key
 * id)+base64(0x01 ‖ public key)}, as Go's {@code sumdb/note} writes it.
 */
public final class VerifierKey {
  private static final byte ED25519 = 1;
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] point;
  private final int id;
  private final PublicKey key;

  private VerifierKey(String name, byte[] point, PublicKey key) {
    this.name = name;
    this.point = point;
    this.key = key;
    this.id = id(name, point);
  }

  static VerifierKey of(String name, EdECPublicKey key) {
    byte[] spki = key.getEncoded();
    return new VerifierKey(name, Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length), key);
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedLogData when the name, the id or the key is not as the form demands
   */
  public static VerifierKey parse(String text) throws MalformedLogData {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedLogData("verifier key: needs the form name+id+key");
    }
    requireName(parts[0]);
    byte[] typed = Base64Text.decode(parts[2], "verifier key");
    if (typed.length != 1 + Hash.BYTES || typed[0] != ED25519) {
      throw new MalformedLogData("verifier key: is not an Ed25519 key (type 0x01, 32 bytes)");
    }
    byte[] point = Arrays.copyOfRange(typed, 1, typed.length);
    VerifierKey key = new VerifierKey(parts[0], point, decode(point));
    if (!key.hexId().equals(parts[1])) {
      throw new MalformedLogData("verifier key: the id does not belong to name and key");
    }
    return key;
  }

  private static PublicKey decode(byte[] point) throws MalformedLogData {
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + point.length);
    System.arraycopy(point, 0, spki, SPKI_PREFIX.length, point.length);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      Signature.getInstance("Ed25519").initVerify(key); // decodes the point
      return key;
    } catch (GeneralSecurityException e) {
      throw new MalformedLogData("verifier key: is no point of the curve", e);
    }
  }

  /**
   * "Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus" (signed-note).
   */
  static void requireName(String name) throws MalformedLogData {
    boolean bad =
        name.isEmpty()
            || name.codePoints()
                .anyMatch(c ->
                    c == '+'
                        || c < 0x20
                        || c == 0x7f
                        || c == 0xfffd
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c));
    if (bad) {
      throw new MalformedLogData(
          "key name: is empty or holds a space, a plus or a control character");
    }
  }

  private static int id(String name, byte[] point) {
    MessageDigest digest = TreeHasher.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(ED25519);
    return ByteBuffer.wrap(digest.digest(point)).getInt();
  }

  /** The key's name; for a log's own key the origin. */
  public String name() {
    return name;
  }

  int id() {
    return id;
  }

  String hexId() {
    return HexFormat.of().toHexDigits(id);
  }

  /** How an {@link Attestation} names this key: {@code name+hex(key id)}. */
  public String keyId() {
    return name + "+" + hexId();
  }

  /** Whether this key signed the document. */
  public boolean signed(Attestation attestation) {
    return verifies(
        Attestation.encoding(attestation.type(), attestation.payload()), attestation.signature());
  }

  boolean verifies(byte[] text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(text);
      return ed25519.verify(signature);
    } catch (SignatureException e) {
      return false; // RFC 8032 §5.1.7: an encoding that does not decode is an invalid signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform lost Ed25519", e);
    }
  }

  /** The text form, for configuration and for other verifiers. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + point.length];
    typed[0] = ED25519;
    System.arraycopy(point, 0, typed, 1, point.length);
    return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(point, that.point);
  }

  @Override
  public int hashCode() {
    return id;
  }
}
