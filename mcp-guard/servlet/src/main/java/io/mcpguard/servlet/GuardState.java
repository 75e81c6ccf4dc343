package io.mcpguard.servlet;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a guard holds open.
 *
 * @param assertionKeys where its public keys are written
 * @param issuerKeys closes what fetches the issuer's keys
 */
record GuardState(
    McpGuard guard,
    LedgerJournal journal,
    Ledger ledger,
    SqlStore store,
    Path assertionKeys,
    Runnable issuerKeys) {
  void close() throws IOException {
    try {
      guard.close();
      journal.drain();
      ledger.close();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      issuerKeys.run();
      store.close();
    }
  }
}
