package io.mcpguard.server.proxy;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.storage.SqlCallIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** The calls of the running guard, with the index that follows them. */
record FollowedCalls(SqlCallIndex index, LiveCalls live) implements AutoCloseable {
  static FollowedCalls of(Ledger ledger, LongSupplier durable, Path file) throws IOException {
    SqlCallIndex index = SqlCallIndex.open(file);
    return new FollowedCalls(index, new LiveCalls(ledger, durable, index));
  }

  @Override
  public void close() throws IOException {
    try (index) {
      live.close();
    }
  }
}
