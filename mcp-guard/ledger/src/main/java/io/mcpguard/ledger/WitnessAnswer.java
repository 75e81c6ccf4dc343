package io.mcpguard.ledger;

/** What a witness says to a checkpoint (c2sp.org/tlog-witness, "add-checkpoint"). */
public sealed interface WitnessAnswer {
  /**
   * It extends all that was seen, and is now the latest.
   *
   * @param lines the cosignatures, a signature line each
   */
  record Cosigned(String lines) implements WitnessAnswer {}

  /**
   * The old size is not that of the latest checkpoint that was cosigned.
   *
   * @param size the latest one's size
   */
  record Conflict(long size) implements WitnessAnswer {}

  /** Nothing was cosigned. */
  record Rejected(Fault fault) implements WitnessAnswer {}

  /** Why nothing was cosigned. */
  enum Fault {
    /** The body breaks the protocol's form. */
    MALFORMED(400),
    /** The old size exceeds the checkpoint's. */
    OLD_SIZE_BEYOND(400),
    /** No signature by a key that is trusted for the origin, or one that does not verify. */
    UNSIGNED(403),
    /** The witness does not know the log. */
    UNKNOWN_ORIGIN(404),
    /** The proof does not hold, or the roots differ: the log contradicts itself. */
    INCONSISTENT(422);

    private final int status;

    Fault(int status) {
      this.status = status;
    }

    /** The HTTP status that says so. */
    public int status() {
      return status;
    }
  }
}
