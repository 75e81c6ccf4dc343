package io.mcpguard.ledger;

/**
 * What an appended entry comes to: exactly one of the two is told, once. It is told on a thread of
 * the ledger, which commits nothing meanwhile, so whoever is told does little and waits for
 * nothing.
 */
public interface Settlement {
  /** The entry stands at {@code index} and is on disk. */
  void durable(long index);

  /** The entry was not made durable in time; it may still appear in the log later. */
  void lost(LedgerUnavailable why);
}
