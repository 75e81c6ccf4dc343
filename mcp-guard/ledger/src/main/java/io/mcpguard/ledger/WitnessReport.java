package io.mcpguard.ledger;

/** What came of bringing a log's checkpoint to a witness. */
public sealed interface WitnessReport {
  /** The witness cosigned it. */
  record Witnessed(Cosignature cosignature) implements WitnessReport {}

  /**
   * The witness cosigned a larger tree of this log before: entries are gone that were there, as
   * after an older copy of the directory was put back.
   *
   * @param size of the log as the witness saw it last
   */
  record RolledBack(long size) implements WitnessReport {}

  /** The witness cosigned a tree that this one does not extend: the log has two histories. */
  record Forked() implements WitnessReport {}

  /**
   * Nothing was learned of the log.
   *
   * @param why the fault and its remedy
   */
  record Unanswered(String why) implements WitnessReport {}
}
