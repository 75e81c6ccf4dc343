package io.mcpguard.server.admin;

import io.mcpguard.ledger.LedgerUnavailable;
import java.io.IOException;

/** The key that signs the ledger's checkpoints. */
@FunctionalInterface
public interface LedgerKey {
  /**
   * Hands the ledger over to a new key.
   *
   * @return the new key, as text
   * @throws LedgerUnavailable when the ledger did not take it in time; the next start settles it
   */
  String rotate() throws IOException, LedgerUnavailable, InterruptedException;
}
