package io.mcpguard.issuance;

/** How an upstream is told who calls: the setting {@code assertion}. */
public enum AssertionMode {
  /** A Txn-Token goes with each call. */
  TXN_TOKEN,
  /** Every request to it is signed (RFC 9421), and no Txn-Token leaves the trust domain. */
  HTTP_SIGNATURE,
  /** Nothing goes with it; the operator wrote {@code allow-unasserted}. */
  NONE
}
