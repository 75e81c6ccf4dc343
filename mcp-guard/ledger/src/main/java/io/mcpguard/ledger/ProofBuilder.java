package io.mcpguard.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes proofs from tiles (RFC 9162 §2.1.3.1 and §2.1.4.1). For one proof: keeps its tiles. */
final class ProofBuilder {
  private record TileId(int level, long number) {}

  private final TileReader tiles;
  private final TreeHasher hasher = new TreeHasher();
  private final Map<TileId, byte[]> seen = new HashMap<>();

  ProofBuilder(TileReader tiles) {
    this.tiles = tiles;
  }

  List<Hash> inclusion(long index) throws IOException {
    List<Hash> proof = new ArrayList<>();
    path(index, 0, tiles.size(), proof);
    return List.copyOf(proof);
  }

  private void path(long index, long from, long to, List<Hash> proof) throws IOException {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, proof);
      proof.add(Hash.of(root(middle, to)));
    } else {
      path(index, middle, to, proof);
      proof.add(Hash.of(root(from, middle)));
    }
  }

  List<Hash> consistency(long size) throws IOException {
    List<Hash> proof = new ArrayList<>();
    // "PROOF(0, D_n)" and "PROOF(n, D_n)" are empty: any tree extends the empty one and itself.
    if (size > 0 && size < tiles.size()) {
      subproof(size, 0, tiles.size(), proof);
    }
    return List.copyOf(proof);
  }

  private void subproof(long size, long from, long to, List<Hash> proof) throws IOException {
    if (size == to) {
      // SUBPROOF(m, D_m, true) is empty: the verifier knows the old root, which begins at leaf 0.
      if (from > 0) {
        proof.add(Hash.of(root(from, to)));
      }
      return;
    }
    long middle = from + split(to - from);
    if (size <= middle) {
      subproof(size, from, middle, proof);
      proof.add(Hash.of(root(middle, to)));
    } else {
      subproof(size, middle, to, proof);
      proof.add(Hash.of(root(from, middle)));
    }
  }

  /** Largest power of two smaller than {@code n} (RFC 9162 §2.1.1). */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  private byte[] root(long from, long to) throws IOException {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      return complete(from, leaves);
    }
    long middle = from + split(leaves);
    return hasher.node(root(from, middle), root(middle, to));
  }

  /** A subtree of 2^k leaves that begins at a multiple of its width: part of a single tile. */
  private byte[] complete(long from, long leaves) throws IOException {
    int height = Long.numberOfTrailingZeros(leaves);
    int level = height / 8;
    long first = from >>> (8 * level);
    TileId id = new TileId(level, first / TreeEdge.WIDTH);
    byte[] tile = seen.get(id);
    if (tile == null) {
      tile = tiles.hashes(id.level(), id.number());
      seen.put(id, tile);
    }
    return hasher.subtree(tile, (int) (first % TreeEdge.WIDTH), 1 << (height % 8));
  }
}
