package io.mcpguard.ledger;

import java.io.IOException;
import java.util.NoSuchElementException;

/**
 * How far a follower took a log.
 *
 * @param origin the log's name; empty text before the first leaf
 * @param size the index of the next leaf to take
 * @param last the leaf hash of the last leaf that was taken, in base64; empty text before the
 *     first: by it a log is known that is another one, or was put back to an older state
 */
public record LogPosition(String origin, long size, String last) {
  /** Nothing was taken. */
  public static LogPosition none() {
    return new LogPosition("", 0, "");
  }

  /**
   * Whether what was taken is what {@code log} has there. Nothing taken is of every log, and a leaf
   * that was archived since can not be compared.
   */
  public boolean isOf(LedgerReader log) throws IOException {
    if (size == 0) {
      return true;
    }
    if (!origin.equals(log.checkpoint().origin()) || size > log.checkpoint().size()) {
      return false;
    }
    try {
      return size <= log.first() || log.entry(size - 1).hash().toString().equals(last);
    } catch (NoSuchElementException archivedMeanwhile) {
      return true;
    }
  }
}
