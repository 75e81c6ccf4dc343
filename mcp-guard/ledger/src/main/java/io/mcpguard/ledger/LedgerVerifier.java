package io.mcpguard.ledger;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Recomputes a whole log offline: every entry's leaf hash, every hash of every tile, the root, the
 * signature, and what the write-ahead log holds. Memory: one bundle and the tree's right edge.
 *
 * <p>Its attacker can write the directory but has no signing key. Such a one can still put an older
 * log with its older checkpoint back; only a checkpoint kept elsewhere shows that ({@link
 * #verify(Path, VerifierKey, Checkpoint)}).
 */
public final class LedgerVerifier {
  private static final String RESTORE =
      "restore the log from a copy; until then trust nothing in it from there on";

  private final Path directory;
  private final Checkpoint checkpoint;
  private final VerifierKey key;
  private final Checkpoint known;
  private final TileReader tiles;
  private final TreeHasher hasher = new TreeHasher();
  private final TreeEdge edge = new TreeEdge();

  private LedgerVerifier(Path directory, Checkpoint checkpoint, VerifierKey key, Checkpoint known) {
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.key = key;
    this.known = known;
    this.tiles = new TileReader(directory, checkpoint.size());
  }

  /** Thrown to leave the walk at the first fault. */
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Damaged damage;

    Fault(String what, String where) {
      super(what);
      damage = new Damaged(what, where, RESTORE);
    }
  }

  /**
   * Verifies the log in a directory with the key that lies beside it: that the directory agrees
   * with itself.
   */
  public static Verification verify(Path directory) {
    try {
      return verify(directory, LedgerReader.ownKey(directory));
    } catch (IOException e) {
      return new Damaged(text(e), "verifier-key", "name a ledger's directory, or give its key");
    }
  }

  /** Verifies the log in a directory with a key from elsewhere. */
  public static Verification verify(Path directory, VerifierKey key) {
    return verify(directory, key, new Checkpoint(key.name(), 0, new TreeEdge().root(), ""));
  }

  /** Verifies also that the log extends a checkpoint that was kept elsewhere. */
  public static Verification verify(Path directory, VerifierKey key, Checkpoint known) {
    try {
      Checkpoint checkpoint = LedgerReader.open(directory, key).checkpoint();
      if (checkpoint.size() < known.size()) {
        return new Damaged(
            "the log was rolled back: it has "
                + checkpoint.size()
                + " entries, but had "
                + known.size()
                + " before",
            "checkpoint",
            RESTORE);
      }
      return new LedgerVerifier(directory, checkpoint, key, known).walk();
    } catch (NoSuchFileException e) {
      return new Damaged("the checkpoint is missing", "checkpoint", RESTORE);
    } catch (IOException e) {
      return new Damaged(
          text(e), "checkpoint", "restore the checkpoint, or verify with the key that signed it");
    }
  }

  private static String text(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private Verification walk() {
    try {
      compareWithKnown();
      for (long n = 0; n * TreeEdge.WIDTH < checkpoint.size(); n++) {
        bundle(n);
      }
      for (int level = 1; level < TreeEdge.LEVELS; level++) {
        long number = TreeEdge.fullTiles(level, edge.size());
        if (edge.count(level) > 0) {
          compare(level, number, edge.partial(level));
        }
      }
      if (!edge.root().equals(checkpoint.root())) {
        throw new Fault(
            "entries and tiles agree with each other but not with the signed root: all were"
                + " rewritten or the checkpoint is another log's",
            "checkpoint");
      }
      long unpublished = WalVerifier.unpublished(directory, tiles);
      return new Verified(checkpoint.size(), checkpoint.root(), key, unpublished);
    } catch (Fault fault) {
      return fault.damage;
    } catch (LedgerDamaged e) {
      return new Damaged(text(e), "wal", RESTORE);
    } catch (IOException e) {
      return new Damaged(text(e), "tile", RESTORE);
    }
  }

  private void compareWithKnown() throws Fault {
    if (edge.size() == known.size() && !edge.root().equals(known.root())) {
      throw new Fault(
          "the log was forked: its first "
              + known.size()
              + " entries are not those of the known checkpoint",
          "entries before " + known.size());
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
      add(leaf);
      compareWithKnown();
    }
  }

  private List<byte[]> entries(long number, int width) throws Fault, IOException {
    try {
      return tiles.entries(number);
    } catch (MalformedLogData e) {
      throw new Fault(text(e), TilePath.entries(number, width));
    }
  }

  private static boolean matches(byte[] hash, byte[] tile, int at) {
    int from = at * Hash.BYTES;
    return Arrays.equals(hash, 0, Hash.BYTES, tile, from, from + Hash.BYTES);
  }

  /** Adds a leaf; upper tiles that it completes have to stand on disk as computed. */
  private void add(byte[] leaf) throws Fault, IOException {
    boolean[] full = new boolean[TreeEdge.LEVELS];
    byte[][] computed = new byte[TreeEdge.LEVELS][];
    edge.add(
        leaf,
        (level, number, hashes) -> {
          full[level] = level > 0;
          computed[level] = hashes.clone();
        });
    for (int level = 1; level < TreeEdge.LEVELS && full[level]; level++) {
      compare(level, TreeEdge.fullTiles(level, edge.size()) - 1, computed[level]);
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
    return edge.root().equals(checkpoint.root());
  }
}
