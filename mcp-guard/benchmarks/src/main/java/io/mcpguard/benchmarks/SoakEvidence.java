package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the ledger must tell after a soak: whatever was answered had been decided, durably. */
record SoakEvidence(Path ledger) {
  /** Leaves are in canonical form (RFC 8785), so that each member has one spelling. */
  private static final List<String> ALLOWED_CALL =
      List.of("\"decision\":\"allow\"", "\"method\":\"tools/call\"", "\"type\":\"decision\"");

  private static final long PUBLISHED_WITHIN_NANOS = 20_000_000_000L;

  /**
   * Holds the log against the calls that came back.
   *
   * @throws IllegalStateException if a call has no decision in it, or it does not verify
   */
  void mustCover(long answered) throws IOException, InterruptedException {
    long end = System.nanoTime() + PUBLISHED_WITHIN_NANOS;
    long decided = decided();
    while (decided < answered && System.nanoTime() < end) {
      Thread.sleep(1000);
      decided = decided();
    }
    if (decided < answered) {
      throw new IllegalStateException(
          answered + " calls were answered, and only " + decided + " were decided");
    }
    if (LedgerVerifier.verify(ledger) instanceof Verification.Damaged damaged) {
      throw new IllegalStateException("the ledger does not verify: " + damaged);
    }
  }

  private long decided() throws IOException {
    long[] decided = {0};
    LedgerReader.open(ledger)
        .<IOException>forEach(
            0,
            entry -> {
              String leaf = new String(entry.bytes(), UTF_8);
              decided[0] += ALLOWED_CALL.stream().allMatch(leaf::contains) ? 1 : 0;
            });
    return decided[0];
  }
}
