package io.mcpguard.ledger;

import java.io.IOException;

/** What an open ledger holds until it is closed: the directory's lock first, and last to go. */
record OpenFiles(DirectoryLock lock, Wal wal, Acknowledged acknowledged) implements AutoCloseable {
  static OpenFiles take(LedgerFiles files, LedgerOptions options, Storage storage)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(files);
    try {
      return new OpenFiles(
          lock,
          new Wal(storage, files.wal(), options.random()::nextLong),
          Acknowledged.open(storage, files.acknowledged()));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (lock;
        wal;
        acknowledged) {
      // Closing is all.
    }
  }
}
