package io.mcpguard.ledger;

/** What {@link LedgerVerifier} found. */
public sealed interface Verification {
  /**
   * Every entry, tile and signature agrees with the checkpoint.
   *
   * @param size entries under the checkpoint
   * @param root the recomputed root, which is the signed one
   * @param key the key that was believed, which signed it or handed over to the one that did:
   *     whoever did not get this key elsewhere has learned only that the directory agrees with
   *     itself
   * @param unpublished intact entries that wait in the write-ahead log for the next checkpoint
   * @param first index of the first entry that was there to verify; of those before it the hashes
   *     were
   * @param archived how many entries are no longer in the log's own directory
   */
  record Verified(
      long size, Hash root, VerifierKey key, long unpublished, long first, long archived)
      implements Verification {}

  /**
   * Something is missing, malformed or altered; the first such thing in log order.
   *
   * @param what the fault
   * @param where the file, and the entry where one can be named
   * @param remedy what to do
   */
  record Damaged(String what, String where, String remedy) implements Verification {}
}
