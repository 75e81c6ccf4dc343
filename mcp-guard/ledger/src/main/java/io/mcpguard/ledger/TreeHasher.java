package io.mcpguard.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** RFC 6962 §2.1 hashing: 0x00 before a leaf, 0x01 before two children. One instance per thread. */
final class TreeHasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  byte[] leaf(byte[] from, int offset, int length) {
    sha256.update(LEAF);
    sha256.update(from, offset, length);
    return sha256.digest();
  }

  byte[] leaf(byte[] entry) {
    return leaf(entry, 0, entry.length);
  }

  byte[] node(byte[] left, byte[] right) {
    sha256.update(NODE);
    sha256.update(left);
    sha256.update(right);
    return sha256.digest();
  }

  /** The hash of the empty tree: SHA-256 of nothing. */
  byte[] empty() {
    return sha256.digest();
  }

  /**
   * Root of {@code count} hashes of a tile from {@code first} on; {@code count} is a power of two.
   */
  byte[] subtree(byte[] tile, int first, int count) {
    byte[][] row = new byte[count][];
    for (int i = 0; i < count; i++) {
      row[i] = new byte[Hash.BYTES];
      System.arraycopy(tile, (first + i) * Hash.BYTES, row[i], 0, Hash.BYTES);
    }
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        row[i] = node(row[2 * i], row[2 * i + 1]);
      }
    }
    return row[0];
  }
}
