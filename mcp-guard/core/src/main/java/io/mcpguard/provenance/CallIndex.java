package io.mcpguard.provenance;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a ledger tells of each call. All that is in it comes from the ledger, so it may be lost at
 * any time and is made anew. Each method throws {@link IOException} when the index cannot be read
 * or written; {@link #forget} is the way on from there.
 */
public interface CallIndex {
  /**
   * How far the log was taken.
   *
   * @param origin the log's name; empty text before the first leaf
   * @param size the index of the next leaf to take
   * @param last the leaf hash of the last leaf that was taken, in base64; empty text before the
   *     first: by it a log is known that is another one, or was put back to an older state
   */
  record Position(String origin, long size, String last) {
    /** Nothing was taken. */
    public static Position none() {
      return new Position("", 0, "");
    }
  }

  /** How far the log was taken. */
  Position position() throws IOException;

  /** Takes leaves in the log's order, and the position behind them, all or none. */
  void take(List<CallLeaf> leaves, Position behind) throws IOException;

  /** Forgets everything, whatever state it is in. */
  void forget() throws IOException;

  /** The call of this id. */
  Optional<IndexedCall> find(String txn) throws IOException;

  /** The calls whose decision stands at {@code decision} or behind it, in the log's order. */
  List<IndexedCall> from(long decision, int most) throws IOException;
}
