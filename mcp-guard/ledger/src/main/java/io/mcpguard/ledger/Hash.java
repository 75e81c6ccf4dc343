package io.mcpguard.ledger;

import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 value: a leaf, a node or a root of the tree. Immutable; prints as base64. */
public final class Hash {
  /** Bytes of a SHA-256 value. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The hash with exactly these 32 bytes.
   *
   * @throws IllegalArgumentException when there are not 32 of them
   */
  public static Hash of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static Hash of(byte[] from, int offset, int length) {
    if (length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 value has 32 bytes, not " + length);
    }
    return new Hash(Arrays.copyOfRange(from, offset, offset + length));
  }

  /** Reads the canonical base64 of 32 bytes (RFC 4648 §4). */
  public static Hash fromBase64(String text) throws MalformedLogData {
    byte[] bytes = Base64Text.decode(text, "hash");
    if (bytes.length != BYTES) {
      throw new MalformedLogData("hash: has " + bytes.length + " bytes instead of 32");
    }
    return new Hash(bytes);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
