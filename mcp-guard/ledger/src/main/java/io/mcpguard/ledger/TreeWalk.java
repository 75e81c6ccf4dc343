package io.mcpguard.ledger;

import io.mcpguard.ledger.Verification.Damaged;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Recomputes a tree from its files: every entry's leaf hash, every hash of every tile, the root.
 * Memory: one bundle and the tree's right edge.
 */
final class TreeWalk {
  private static final String RESTORE =
      "restore the log from a copy; until then trust nothing in it from there on";

  private final TileReader tiles;
  private final Checkpoint head;
  private final List<Checkpoint> known;
  private int passed;
  private final TreeHasher hasher = new TreeHasher();
  private final TreeEdge edge = new TreeEdge();

  /**
   * @param head what the tree has to hash to
   * @param known heads of the same log that the tree has to pass on its way
   */
  TreeWalk(TileReader tiles, Checkpoint head, List<Checkpoint> known) {
    this.tiles = tiles;
    this.head = head;
    this.known = known.stream().sorted(Comparator.comparingLong(Checkpoint::size)).toList();
  }

  /** Thrown to leave the walk at the first fault. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Damaged damage;

    Fault(String what, String where) {
      super(what);
      damage = new Damaged(what, where, RESTORE);
    }

    Damaged damage() {
      return damage;
    }
  }

  /**
   * Walks the tree.
   *
   * @param first index of the first entry that is there, a multiple of 256; of those before it only
   *     the hashes are
   */
  void run(long first) throws Fault, IOException {
    compareWithKnown();
    archived(first);
    for (long n = first / TreeEdge.WIDTH; n * TreeEdge.WIDTH < head.size(); n++) {
      bundle(n);
    }
    for (int level = 1; level < TreeEdge.LEVELS; level++) {
      long number = TreeEdge.fullTiles(level, edge.size());
      if (edge.count(level) > 0) {
        compare(level, number, edge.partial(level));
      }
    }
    if (!edge.root().equals(head.root())) {
      throw new Fault(
          "entries and tiles agree with each other but not with the signed root: all were"
              + " rewritten or the checkpoint is another log's",
          "checkpoint");
    }
  }

  /** Adds what was archived by the hashes of its full tiles. */
  private void archived(long first) throws Fault, IOException {
    for (long n = 0; n * TreeEdge.WIDTH < first; n++) {
      byte[] tile = tiles.hashes(1, n / TreeEdge.WIDTH);
      int at = (int) (n % TreeEdge.WIDTH) * Hash.BYTES;
      add(1, Arrays.copyOfRange(tile, at, at + Hash.BYTES));
      compareWithKnown();
    }
  }

  private void compareWithKnown() throws Fault {
    for (; passed < known.size() && known.get(passed).size() <= edge.size(); passed++) {
      Checkpoint seen = known.get(passed);
      if (edge.size() == seen.size() && !edge.root().equals(seen.root())) {
        throw new Fault(
            "the log was forked: its first "
                + seen.size()
                + " entries are not those of the known checkpoint",
            "entries before " + seen.size());
      }
    }
  }

  private void bundle(long number) throws Fault, IOException {
    int width = tiles.width(0, number);
    byte[] leaves = tiles.hashes(0, number);
    List<byte[]> entries = entries(number, width);
    for (int i = 0; i < width; i++) {
      byte[] leaf = hasher.leaf(entries.get(i));
      if (!matches(leaf, leaves, i)) {
        throw mismatch(number, leaves, i);
      }
      add(0, leaf);
      compareWithKnown();
    }
  }

  private List<byte[]> entries(long number, int width) throws Fault, IOException {
    try {
      return tiles.entries(number);
    } catch (MalformedLogData e) {
      throw new Fault(String.valueOf(e.getMessage()), TilePath.entries(number, width));
    }
  }

  private static boolean matches(byte[] hash, byte[] tile, int at) {
    int from = at * Hash.BYTES;
    return Arrays.equals(hash, 0, Hash.BYTES, tile, from, from + Hash.BYTES);
  }

  /** Adds a leaf, or the root of 256; upper tiles that it completes have to stand as computed. */
  private void add(int from, byte[] hash) throws Fault, IOException {
    byte[][] computed = new byte[TreeEdge.LEVELS][];
    int full = from;
    edge.add(from, hash, (level, number, hashes) -> computed[level] = hashes.clone());
    while (full < TreeEdge.LEVELS && computed[full] != null) {
      if (full > 0) {
        compare(full, TreeEdge.fullTiles(full, edge.size()) - 1, computed[full]);
      }
      full++;
    }
  }

  private void compare(int level, long number, byte[] computed) throws Fault, IOException {
    byte[] stored = tiles.hashes(level, number);
    int at = Arrays.mismatch(stored, computed) / Hash.BYTES;
    if (!Arrays.equals(stored, computed)) {
      long span = 1L << (8 * level);
      long from = (number * TreeEdge.WIDTH + at) * span;
      throw new Fault(
          "hash "
              + at
              + " does not follow from entries "
              + from
              + " to "
              + (from + span - 1)
              + ": this tile was altered, or those entries together with their own tiles",
          TilePath.hashes(level, number, tiles.width(level, number)));
    }
  }

  /**
   * Entry and leaf hash differ: what is signed above the tile says which of the two was altered.
   */
  private Fault mismatch(long number, byte[] leaves, int at) throws IOException {
    int width = tiles.width(0, number);
    long index = number * TreeEdge.WIDTH + at;
    if (isConfirmed(number, leaves, at)) {
      return new Fault(
          "entry " + index + " is not the one that was logged", TilePath.entries(number, width));
    }
    return new Fault(
        "hash " + at + " is not that of entry " + index, TilePath.hashes(0, number, width));
  }

  private boolean isConfirmed(long number, byte[] leaves, int at) throws IOException {
    int width = tiles.width(0, number);
    if (width == TreeEdge.WIDTH) {
      byte[] parents = tiles.hashes(1, number / TreeEdge.WIDTH);
      return matches(hasher.subtree(leaves, 0, width), parents, (int) (number % TreeEdge.WIDTH));
    }
    for (int i = at; i < width; i++) {
      edge.add(Arrays.copyOfRange(leaves, i * Hash.BYTES, (i + 1) * Hash.BYTES), (l, n, h) -> {});
    }
    return edge.root().equals(head.root());
  }
}
