package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads hash tiles and entry bundles of one tree size, strictly, from a log's directory. */
final class TileReader {
  private static final int TILE_BYTES = TreeEdge.WIDTH * Hash.BYTES;
  private static final int BUNDLE_BYTES =
      TreeEdge.WIDTH * (EntryBundle.PREFIX + EntryBundle.MAX_ENTRY);

  private final List<Path> roots;
  private final long size;

  TileReader(Path root, long size) {
    this(List.of(root), size);
  }

  /** Of several folders the first that has a file is read: a log's, then its archives'. */
  TileReader(List<Path> roots, long size) {
    this.roots = List.copyOf(roots);
    this.size = size;
  }

  long size() {
    return size;
  }

  /** Hashes that the tile has at this size: 256 when full, 0 when it does not exist. */
  int width(int level, long number) {
    long hashes = size >>> (8 * level);
    return Math.clamp(hashes - number * TreeEdge.WIDTH, 0, TreeEdge.WIDTH);
  }

  /** The hashes of a tile, as many as this size has there. */
  byte[] hashes(int level, long number) throws IOException {
    int width = width(level, number);
    byte[] tile =
        read(
            TilePath.hashes(level, number, width),
            TilePath.hashes(level, number, TreeEdge.WIDTH),
            TILE_BYTES);
    return tile(tile, width, TilePath.hashes(level, number, width));
  }

  /** Accepts exactly {@code width} hashes, or a full tile of which these are the first. */
  static byte[] tile(byte[] tile, int width, String path) throws MalformedLogData {
    if (tile.length != width * Hash.BYTES && tile.length != TILE_BYTES) {
      throw new MalformedLogData(
          path + ": has " + tile.length + " bytes instead of " + width * Hash.BYTES);
    }
    return tile.length == width * Hash.BYTES ? tile : Arrays.copyOf(tile, width * Hash.BYTES);
  }

  /** The entries of a bundle, as many as this size has there. */
  List<byte[]> entries(long number) throws IOException {
    int width = width(0, number);
    String partial = TilePath.entries(number, width);
    byte[] bundle = read(partial, TilePath.entries(number, TreeEdge.WIDTH), BUNDLE_BYTES);
    return EntryBundle.readFirst(bundle, width);
  }

  /** A partial tile may have been replaced by the full one that begins with it (tlog-tiles). */
  private byte[] read(String path, String full, int most) throws IOException {
    NoSuchFileException missing = new NoSuchFileException(path);
    for (Path root : roots) {
      for (String form : List.of(path, full)) {
        try {
          return LedgerFiles.read(root.resolve(form), most);
        } catch (NoSuchFileException e) {
          missing = e;
        }
      }
    }
    throw new MissingTile(path, missing);
  }

  /** A tile or bundle that the tree's size demands is not there. */
  static final class MissingTile extends IOException {
    private static final long serialVersionUID = 1;

    MissingTile(String path, IOException cause) {
      super(path + ": is missing", cause);
    }
  }
}
