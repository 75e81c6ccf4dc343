package io.mcpguard.provenance;

import java.util.List;

/** What came of checking a document that proves something of calls. */
public sealed interface ProofVerdict {
  /**
   * Everything in it is as the log has it, or as the log's key signed it.
   *
   * @param records what is proven
   */
  record Holds(List<ProvenRecord> records) implements ProofVerdict {
    public Holds {
      records = List.copyOf(records);
    }
  }

  /**
   * It is not to be believed.
   *
   * @param where the member that is at fault, by its path
   * @param what the fault
   */
  record Fails(String where, String what) implements ProofVerdict {}

  /**
   * One record of a call.
   *
   * @param type the leaf's, or {@code statement}
   * @param index where it stands in the log
   * @param txn the call's id; empty text where the record itself is not shown
   */
  record ProvenRecord(String type, long index, String txn) {}
}
