package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many entries were acknowledged: eight bytes, written after a batch's fsync and before its
 * waiters wake. Not synced itself, so it survives the death of the process; after a power cut it
 * may be older than the truth, never newer. Recovery may drop a torn tail only beyond it.
 */
final class Acknowledged implements AutoCloseable {
  private final Storage.SegmentFile file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Long.BYTES);

  private Acknowledged(Storage.SegmentFile file) {
    this.file = file;
  }

  static Acknowledged open(Storage storage, Path path) throws IOException {
    return new Acknowledged(
        Files.exists(path) ? storage.open(path) : storage.allocate(path, Long.BYTES));
  }

  long read() throws IOException {
    buffer.clear();
    file.read(buffer, 0);
    buffer.flip();
    if (buffer.limit() != Long.BYTES) {
      throw new LedgerDamaged("acknowledged: is cut short; restore the ledger's directory");
    }
    return buffer.getLong(0);
  }

  void write(long size) throws IOException {
    buffer.clear();
    buffer.putLong(0, size);
    file.write(buffer, 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
