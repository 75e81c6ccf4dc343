package io.mcpguard.ledger;

import java.util.List;

/** Checks proofs, given roots that the caller trusts. */
public final class ProofVerifier {
  private ProofVerifier() {}

  /**
   * Whether {@code entry} is the leaf at {@code index} of the tree with that root (RFC 9162
   * §2.1.3.2).
   */
  public static boolean includes(
      byte[] entry, long index, Checkpoint checkpoint, List<Hash> proof) {
    return includesLeaf(new TreeHasher().leaf(entry), index, checkpoint, proof);
  }

  static boolean includesLeaf(byte[] leaf, long index, Checkpoint checkpoint, List<Hash> proof) {
    if (index < 0 || index >= checkpoint.size()) {
      return false;
    }
    TreeHasher hasher = new TreeHasher();
    long node = index;
    long last = checkpoint.size() - 1;
    byte[] root = leaf;
    for (Hash sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        root = hasher.node(sibling.bytes(), root);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        root = hasher.node(root, sibling.bytes());
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && Hash.of(root).equals(checkpoint.root());
  }

  /** Whether the tree of {@code older} is a prefix of that of {@code newer} (RFC 9162 §2.1.4.2). */
  public static boolean isConsistent(Checkpoint older, Checkpoint newer, List<Hash> proof) {
    if (older.size() > newer.size()) {
      return false;
    }
    if (older.size() == newer.size()) {
      return proof.isEmpty() && older.root().equals(newer.root());
    }
    if (older.size() == 0) {
      return proof.isEmpty() && older.root().equals(new TreeEdge().root());
    }
    return isPrefix(older, newer, proof);
  }

  private static boolean isPrefix(Checkpoint older, Checkpoint newer, List<Hash> proof) {
    boolean power = Long.bitCount(older.size()) == 1;
    if (proof.isEmpty() && !power) {
      return false;
    }
    // "If first is an exact power of 2, then prepend first_hash to the consistency_path array."
    Hash seed = power ? older.root() : proof.getFirst();
    List<Hash> rest = power ? proof : proof.subList(1, proof.size());
    TreeHasher hasher = new TreeHasher();
    long node = older.size() - 1;
    long last = newer.size() - 1;
    while ((node & 1) == 1) {
      node >>>= 1;
      last >>>= 1;
    }
    byte[] first = seed.bytes();
    byte[] second = seed.bytes();
    for (Hash hash : rest) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        first = hasher.node(hash.bytes(), first);
        second = hasher.node(hash.bytes(), second);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        second = hasher.node(second, hash.bytes());
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && Hash.of(first).equals(older.root()) && Hash.of(second).equals(newer.root());
  }
}
