package io.mcpguard.audit;

import io.mcpguard.exchange.Outcome;

/** Where leaves are kept. The ledger in the data directory is the one there is. */
public interface Journal {
  /**
   * Appends a decision and waits until it is durable. Room for its outcome is set aside with it.
   *
   * @return where it stands, or {@code EVIDENCE_UNAVAILABLE} when it could not be written
   */
  Outcome<DecisionLeaf> decide(byte[] leaf);

  /** Appends an outcome into the room set aside for it, without keeping the caller waiting. */
  void conclude(byte[] leaf);

  /** Appends a leaf of another kind and waits until it is durable. */
  Outcome<DecisionLeaf> note(byte[] leaf);
}
