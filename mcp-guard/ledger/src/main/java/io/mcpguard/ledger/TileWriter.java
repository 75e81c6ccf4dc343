package io.mcpguard.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Turns entries into bundles and hash tiles. Adding changes memory only; {@link #flush} writes what
 * became full and can be repeated after a failure.
 */
final class TileWriter {
  /**
   * Full tiles held in memory before they must be written. What is held for longer outlives a
   * collection, and the heap grows by what survives.
   */
  static final int MAX_PENDING = 2;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record PendingFile(String path, byte[] content) {}

  private final Storage storage;
  private final Path root;
  private final TreeEdge edge;
  private final TreeHasher hasher = new TreeHasher();
  private final ArrayDeque<PendingFile> pending = new ArrayDeque<>();
  private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();

  /**
   * @param edge the tree so far, at a multiple of 256 leaves
   */
  TileWriter(Storage storage, Path root, TreeEdge edge) {
    this.storage = storage;
    this.root = root;
    this.edge = edge;
  }

  TreeEdge edge() {
    return edge;
  }

  /** Adds the entry at {@code offset} of a batch's payload, whose length stands before it. */
  void add(byte[] payload, int offset, int length) throws IOException {
    bundle.write(payload, offset - EntryBundle.PREFIX, EntryBundle.PREFIX + length);
    edge.add(hasher.leaf(payload, offset, length), this::full);
  }

  private void full(int level, long number, byte[] hashes) {
    if (level == 0) {
      pending.add(new PendingFile(TilePath.entries(number, TreeEdge.WIDTH), bundle.toByteArray()));
      bundle.reset();
    }
    pending.add(new PendingFile(TilePath.hashes(level, number, TreeEdge.WIDTH), hashes.clone()));
  }

  boolean mustFlush() {
    return pending.size() >= MAX_PENDING;
  }

  /** Writes full tiles, then deletes the partial forms they replace. */
  void flush() throws IOException {
    for (PendingFile file = pending.peek(); file != null; file = pending.peek()) {
      write(file.path(), file.content());
      deletePartials(root.resolve(TilePath.partials(file.path())));
      pending.remove();
    }
  }

  /** Writes the partial tiles of the tree as it is now, for the checkpoint of this size. */
  void writePartials() throws IOException {
    int leaves = edge.count(0);
    if (leaves > 0) {
      write(TilePath.entries(edge.size() / TreeEdge.WIDTH, leaves), bundle.toByteArray());
    }
    for (int level = 0; level < TreeEdge.LEVELS; level++) {
      int width = edge.count(level);
      if (width > 0) {
        long number = TreeEdge.fullTiles(level, edge.size());
        write(TilePath.hashes(level, number, width), edge.partial(level));
      }
    }
  }

  private void write(String path, byte[] content) throws IOException {
    storage.replaceUnsynced(root.resolve(path), content);
  }

  private void deletePartials(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(directory)) {
      for (Path partial : partials) {
        storage.delete(partial);
      }
    }
    storage.delete(directory);
  }

  /** Makes every full tile over leaves from {@code from} to {@code to} durable, names included. */
  void sync(long from, long to) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (int level = 0; level < TreeEdge.LEVELS; level++) {
      for (long n = TreeEdge.fullTiles(level, from); n < TreeEdge.fullTiles(level, to); n++) {
        syncOne(TilePath.hashes(level, n, TreeEdge.WIDTH), directories);
        if (level == 0) {
          syncOne(TilePath.entries(n, TreeEdge.WIDTH), directories);
        }
      }
    }
    for (Path directory : directories) {
      storage.sync(directory);
    }
  }

  private void syncOne(String path, Set<Path> directories) throws IOException {
    Path file = root.resolve(path);
    storage.sync(file);
    Path above = file.getParent();
    while (above != null && above.startsWith(root) && directories.add(above)) {
      above = above.getParent();
    }
  }
}
