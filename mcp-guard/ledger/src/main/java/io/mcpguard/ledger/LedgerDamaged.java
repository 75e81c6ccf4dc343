package io.mcpguard.ledger;

import java.io.IOException;

/**
 * What is on disk contradicts what was acknowledged or signed. The ledger does not open over it.
 */
public final class LedgerDamaged extends IOException {
  private static final long serialVersionUID = 1;

  LedgerDamaged(String message) {
    super(message);
  }

  LedgerDamaged(String message, Throwable cause) {
    super(message, cause);
  }
}
