package io.mcpguard.issuance;

/** How an upstream is told who calls: the setting {@code assertion}. */
public enum AssertionMode {
  /** A Txn-Token goes with each call. */
  TXN_TOKEN,
  /** Nothing goes with it; the operator wrote {@code allow-unasserted}. */
  NONE
}
