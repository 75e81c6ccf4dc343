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
 * The public half of a named Ed25519 key of one signature type (c2sp.org/signed-note, "Verifier
 * keys"). Its text form is {@code name+hex(key id)+base64(type ‖ public key)}.
 */
final class NoteKey {
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** What a key signs; the byte is part of its id, so that no key can be taken for the other. */
  enum Type {
    /** The text of a note. */
    SIGNATURE(1, "verifier key"),
    /** A timestamp and the text of a checkpoint (c2sp.org/tlog-cosignature). */
    COSIGNATURE(4, "cosigner key");

    private final byte code;
    private final String words;

    Type(int code, String words) {
      this.code = (byte) code;
      this.words = words;
    }
  }

  private final Type type;
  private final String name;
  private final byte[] point;
  private final int id;
  private final PublicKey key;

  private NoteKey(Type type, String name, byte[] point, PublicKey key) {
    this.type = type;
    this.name = name;
    this.point = point;
    this.key = key;
    this.id = id(type, name, point);
  }

  static NoteKey of(Type type, String name, EdECPublicKey key) {
    byte[] spki = key.getEncoded();
    return new NoteKey(type, name, Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length), key);
  }

  static NoteKey parse(Type type, String text) throws MalformedLogData {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedLogData(type.words + ": needs the form name+id+key");
    }
    requireName(parts[0]);
    byte[] typed = Base64Text.decode(parts[2], type.words);
    if (typed.length != 1 + Hash.BYTES || typed[0] != type.code) {
      throw new MalformedLogData(
          type.words + ": is not an Ed25519 key (type 0x0" + type.code + ", 32 bytes)");
    }
    byte[] point = Arrays.copyOfRange(typed, 1, typed.length);
    NoteKey key = new NoteKey(type, parts[0], point, decode(type, point));
    if (!key.hexId().equals(parts[1])) {
      throw new MalformedLogData(type.words + ": the id does not belong to name and key");
    }
    return key;
  }

  private static PublicKey decode(Type type, byte[] point) throws MalformedLogData {
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + point.length);
    System.arraycopy(point, 0, spki, SPKI_PREFIX.length, point.length);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      Signature.getInstance("Ed25519").initVerify(key); // decodes the point
      return key;
    } catch (GeneralSecurityException e) {
      throw new MalformedLogData(type.words + ": is no point of the curve", e);
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

  private static int id(Type type, String name, byte[] point) {
    MessageDigest digest = TreeHasher.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(type.code);
    return ByteBuffer.wrap(digest.digest(point)).getInt();
  }

  String name() {
    return name;
  }

  int id() {
    return id;
  }

  private String hexId() {
    return HexFormat.of().toHexDigits(id);
  }

  /** {@code name+hex(key id)}. */
  String keyId() {
    return name + "+" + hexId();
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

  @Override
  public String toString() {
    byte[] typed = new byte[1 + point.length];
    typed[0] = type.code;
    System.arraycopy(point, 0, typed, 1, point.length);
    return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteKey that
        && type == that.type
        && name.equals(that.name)
        && Arrays.equals(point, that.point);
  }

  @Override
  public int hashCode() {
    return id;
  }
}
