package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The right edge of the tree: at each tile level the hashes of the one tile that is not yet full.
 * Enough to add leaves and to compute the root; its memory does not depend on the log's length.
 */
final class TreeEdge {
  /** Hashes of a full tile. */
  static final int WIDTH = 256;

  /** 256^8 leaves exceed every {@code long}. */
  static final int LEVELS = 8;

  /** Told of each tile at the moment it becomes full; the array is reused afterwards. */
  interface FullTiles {
    void full(int level, long number, byte[] hashes) throws IOException;
  }

  private final TreeHasher hasher = new TreeHasher();
  private final byte[][] tiles = new byte[LEVELS][WIDTH * Hash.BYTES];
  private final int[] counts = new int[LEVELS];
  private long size;

  long size() {
    return size;
  }

  /** Full tiles of {@code level} in a tree of {@code size} leaves. */
  static long fullTiles(int level, long size) {
    int shift = 8 * (level + 1);
    return shift < Long.SIZE ? size >>> shift : 0; // Java shifts by the count modulo 64
  }

  /** Hashes in the partial tile of {@code level}, from 0 to 255. */
  int count(int level) {
    return counts[level];
  }

  byte[] partial(int level) {
    return Arrays.copyOf(tiles[level], counts[level] * Hash.BYTES);
  }

  void add(byte[] leafHash, FullTiles sink) throws IOException {
    add(0, leafHash, sink);
  }

  /** Adds the root of a full tile's leaves at once; the levels below have to be empty. */
  void add(int from, byte[] subtree, FullTiles sink) throws IOException {
    byte[] hash = subtree;
    size += 1L << (8 * from);
    for (int level = from; ; level++) {
      System.arraycopy(hash, 0, tiles[level], counts[level] * Hash.BYTES, Hash.BYTES);
      if (++counts[level] < WIDTH) {
        return;
      }
      counts[level] = 0;
      sink.full(level, fullTiles(level, size) - 1, tiles[level]);
      hash = hasher.subtree(tiles[level], 0, WIDTH);
    }
  }

  /** MTH of all leaves (RFC 6962 §2.1): complete subtrees folded from the right. */
  Hash root() {
    byte[] root = new byte[0];
    for (int level = 0; level < LEVELS; level++) {
      int end = counts[level];
      while (end > 0) {
        int width = Integer.lowestOneBit(end);
        end -= width;
        byte[] subtree = hasher.subtree(tiles[level], end, width);
        root = root.length == 0 ? subtree : hasher.node(subtree, root);
      }
    }
    return Hash.of(root.length == 0 ? hasher.empty() : root);
  }

  /** The edge at the last multiple of 256 leaves, for {@link #read}. */
  byte[] writeWithoutPartialLeaves() {
    int hashes = Arrays.stream(counts, 1, LEVELS).sum();
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES + hashes * Hash.BYTES);
    out.putLong(size - counts[0]);
    for (int level = 1; level < LEVELS; level++) {
      out.put(tiles[level], 0, counts[level] * Hash.BYTES);
    }
    return out.array();
  }

  static TreeEdge read(ByteBuffer in) throws MalformedLogData {
    TreeEdge edge = new TreeEdge();
    if (in.remaining() < Long.BYTES) {
      throw new MalformedLogData("tree edge: is cut short");
    }
    edge.size = in.getLong();
    if (edge.size < 0 || edge.size % WIDTH != 0) {
      throw new MalformedLogData("tree edge: size " + edge.size + " is no multiple of 256");
    }
    for (int level = 1; level < LEVELS; level++) {
      edge.counts[level] = (int) (edge.size >>> (8 * level)) & (WIDTH - 1);
      int bytes = edge.counts[level] * Hash.BYTES;
      if (in.remaining() < bytes) {
        throw new MalformedLogData("tree edge: is cut short");
      }
      in.get(edge.tiles[level], 0, bytes);
    }
    if (in.hasRemaining()) {
      throw new MalformedLogData("tree edge: has trailing bytes");
    }
    return edge;
  }
}
