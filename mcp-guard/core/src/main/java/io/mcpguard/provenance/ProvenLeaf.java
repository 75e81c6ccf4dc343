package io.mcpguard.provenance;

import io.mcpguard.provenance.ProofVerdict.ProvenRecord;

/**
 * A record that was proven, and what of it a receipt speaks of; a member it lacks is empty text.
 *
 * @param origin the log's
 * @param decision whether the call was let out
 * @param user whose call it is, by pseudonym
 * @param resultDigest of the result, under that person's key
 */
record ProvenLeaf(
    ProvenRecord record, String origin, String decision, String user, String resultDigest) {
  boolean isOf(String txn) {
    return !txn.isEmpty() && record.txn().equals(txn);
  }

  /** Whether it says that, and how, its call was decided. */
  boolean decides() {
    return !decision.isEmpty();
  }
}
