package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a resting ledger's write-ahead log against its tiles, changing nothing. */
final class WalVerifier {
  private final LedgerFiles files;
  private final TileReader tiles;
  private final long first;
  private final TreeHasher hasher = new TreeHasher();

  private WalVerifier(LedgerFiles files, TileReader tiles, long first) {
    this.files = files;
    this.tiles = tiles;
    this.first = first;
  }

  /**
   * Entries that wait for a checkpoint; 0 when a writer has the ledger open, whose business they
   * are then, or when the directory has no write-ahead log.
   *
   * @param first index of the first entry that is in {@code tiles}; the write-ahead log's oldest
   *     segment may hold some from before it
   * @throws LedgerDamaged when it contradicts the tiles, itself, or what was acknowledged
   */
  static long unpublished(Path directory, TileReader tiles, long first) throws IOException {
    LedgerFiles files = new LedgerFiles(directory.toAbsolutePath());
    if (!Files.isDirectory(files.wal()) || !Files.exists(files.lock())) {
      return 0;
    }
    try (DirectoryLock.Visit visit = DirectoryLock.visit(files.lock())) {
      return visit.isAlone() ? new WalVerifier(files, tiles, first).read() : 0;
    }
  }

  private long read() throws IOException {
    Storage storage = Disk.readOnly();
    long base = Base.read(files.base()).size();
    try (Recovery recovery = new Recovery(storage, files.wal());
        Wal wal = new Wal(storage, files.wal(), () -> 0)) {
      recovery.read(base, Math.max(tiles.size(), acknowledged(storage)));
      wal.adopt(recovery.used(), recovery.spares());
      WalCursor cursor = new WalCursor(wal);
      for (long index = base; index < recovery.next(); ) {
        Batch batch = cursor.next();
        compare(batch);
        index = batch.next();
      }
      return recovery.next() - tiles.size();
    }
  }

  private long acknowledged(Storage storage) throws IOException {
    if (!Files.exists(files.acknowledged())) {
      return 0;
    }
    try (Acknowledged acknowledged = Acknowledged.open(storage, files.acknowledged())) {
      return acknowledged.read();
    }
  }

  private void compare(Batch batch) throws IOException {
    long index = batch.first();
    for (byte[] entry : EntryBundle.read(batch.payload(), batch.count())) {
      if (index >= tiles.size()) {
        return;
      }
      if (index >= first && !stands(entry, index)) {
        throw new LedgerDamaged(
            "write-ahead log: holds another entry " + index + " than the tiles");
      }
      index++;
    }
  }

  private boolean stands(byte[] entry, long index) throws IOException {
    int at = (int) (index % TreeEdge.WIDTH) * Hash.BYTES;
    byte[] leaves = tiles.hashes(0, index / TreeEdge.WIDTH);
    return Arrays.equals(hasher.leaf(entry), 0, Hash.BYTES, leaves, at, at + Hash.BYTES);
  }
}
