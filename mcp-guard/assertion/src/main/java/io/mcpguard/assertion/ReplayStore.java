package io.mcpguard.assertion;

import java.time.Instant;

/** Remembers which transactions were used. Several verifiers may share one. */
public interface ReplayStore {

  /** What became of a transaction that wants to be used. */
  enum Claim {
    /** It was unseen and is now remembered. */
    FIRST,
    /** It was used before. */
    SEEN,
    /** There is no room to remember it, so it may not be used. */
    FULL,
    /** Whoever remembers could not be asked in time, so it may not be used, now or later. */
    UNREACHABLE,
    /** It was issued before the store began to remember. */
    BEFORE_START,
    /** It need no longer be remembered, and may have been used and forgotten. */
    EXPIRED
  }

  /**
   * Checks and remembers in one atomic step.
   *
   * @param keepUntil from this instant on the transaction need not be remembered
   * @param now the verifier's time
   */
  Claim claim(String txn, Instant issuedAt, Instant keepUntil, Instant now);
}
