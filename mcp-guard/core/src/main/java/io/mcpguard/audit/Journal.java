package io.mcpguard.audit;

import io.mcpguard.exchange.Outcome;

/** Where leaves are kept. The ledger in the data directory is the one there is. */
public interface Journal {
  /**
   * Appends the decision to refuse and waits until it is durable.
   *
   * @return where it stands, or {@code EVIDENCE_UNAVAILABLE} when it could not be written
   */
  Outcome<DecisionLeaf> decide(byte[] leaf);

  /**
   * Appends the decision that lets a call out and waits until it is durable. Room for its outcome
   * is set aside with it, and held until {@link #conclude}.
   *
   * @return where it stands, or {@code EVIDENCE_UNAVAILABLE} when it could not be written
   */
  Outcome<DecisionLeaf> open(byte[] leaf);

  /** Appends the outcome of a decision into the room set aside for it; the caller does not wait. */
  void conclude(DecisionLeaf decision, byte[] leaf);

  /** Appends a leaf of another kind and waits until it is durable. */
  Outcome<DecisionLeaf> note(byte[] leaf);
}
