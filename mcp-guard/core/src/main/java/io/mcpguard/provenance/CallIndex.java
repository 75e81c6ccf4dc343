package io.mcpguard.provenance;

import io.mcpguard.ledger.LogPosition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a ledger tells of each call. All that is in it comes from the ledger, so it may be lost at
 * any time and is made anew. Each method throws {@link IOException} when the index cannot be read
 * or written; {@link #forget} is the way on from there.
 */
public interface CallIndex {
  /** How far the log was taken. */
  LogPosition position() throws IOException;

  /** Takes leaves in the log's order, and the position behind them, all or none. */
  void take(List<CallLeaf> leaves, LogPosition behind) throws IOException;

  /** Forgets everything, whatever state it is in. */
  void forget() throws IOException;

  /** The call of this id. */
  Optional<IndexedCall> find(String txn) throws IOException;

  /** The calls whose decision stands at {@code decision} or behind it, in the log's order. */
  List<IndexedCall> from(long decision, int most) throws IOException;
}
