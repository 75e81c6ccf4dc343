package io.mcpguard.provenance;

import java.util.List;

/**
 * Where the log tells of a call. It says no more than the leaves do, and is believed only together
 * with them.
 *
 * @param txn the call's id
 * @param decision the index of the leaf that says what was decided before it
 * @param ends the indexes of the leaves that say how it and its task ended, in the log's order
 * @param run the run that it belongs to; empty text for what is no call
 * @param parent the call that led to it; empty text for a root
 * @param resultDigest the digest of its last result, pseudonymous as in the leaf; may be empty
 */
public record IndexedCall(
    String txn, long decision, List<Long> ends, String run, String parent, String resultDigest) {
  public IndexedCall {
    ends = List.copyOf(ends);
  }
}
