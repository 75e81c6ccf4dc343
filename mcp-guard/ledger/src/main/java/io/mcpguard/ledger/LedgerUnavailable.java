package io.mcpguard.ledger;

/**
 * The entry was not made durable, so whatever depends on it must not happen. The message names the
 * fault and its remedy. After a timeout the entry may still appear in the log later.
 */
public final class LedgerUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  LedgerUnavailable(String reason) {
    super(reason);
    this.reason = reason;
  }

  LedgerUnavailable(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** What is wrong and what would mend it, for the operator. */
  public String reason() {
    return reason;
  }
}
