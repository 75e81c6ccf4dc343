package io.mcpguard.servlet;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a guard holds open.
 *
 * @param assertionIssuer the {@code iss} of its assertions
 * @param assertionKeys where its public keys are written
 * @param issuerKeys closes what fetches the issuer's keys
 * @param closed whether it was closed: a container may destroy one filter several times
 */
record GuardState(
    McpGuard guard,
    LedgerJournal journal,
    Ledger ledger,
    SqlStore store,
    String assertionIssuer,
    Path assertionKeys,
    Runnable issuerKeys,
    AtomicBoolean closed) {
  void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (store;
        ledger) {
      guard.close();
      journal.drain();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      issuerKeys.run();
    }
  }
}
