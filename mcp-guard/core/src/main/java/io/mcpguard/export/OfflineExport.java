package io.mcpguard.export;

import io.mcpguard.ledger.LedgerBatch;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogPosition;
import java.io.IOException;

/** What is published of a log, as lines, without a running guard and without a place. */
public final class OfflineExport {
  private static final int MOST_LEAVES = 512;

  private OfflineExport() {}

  /** Takes lines. */
  @FunctionalInterface
  public interface Lines {
    /**
     * Takes some lines in UTF-8, each with its end.
     *
     * @throws IOException when nobody can have them
     */
    void take(byte[] lines) throws IOException;
  }

  /**
   * Hands out the leaves from {@code from} on.
   *
   * @throws IOException when the log cannot be read, or nobody takes the lines
   */
  public static void write(LedgerReader log, Form form, long from, Lines to) throws IOException {
    LeafTeller teller = new LeafTeller();
    LogPosition at = new LogPosition(log.checkpoint().origin(), from, "");
    while (at.size() < log.checkpoint().size()) {
      LedgerBatch batch = LedgerBatch.after(at, log, MOST_LEAVES);
      to.take(form.lines(teller.told(batch, log)));
      at = batch.behind();
    }
  }
}
