package io.mcpguard.ledger;

/**
 * The entry was not made durable, so whatever depends on it must not happen. The message names the
 * fault and its remedy. After a timeout the entry may still appear in the log later.
 */
public final class LedgerUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  LedgerUnavailable(String message) {
    super(message);
  }

  LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
