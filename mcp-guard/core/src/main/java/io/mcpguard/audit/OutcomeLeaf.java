package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The form of an outcome record (contracts §2). */
final class OutcomeLeaf {
  /** Nothing has a label until there are labels. */
  private static final byte[] NO_LABELS = "{\"after\":[]}".getBytes(StandardCharsets.US_ASCII);

  private OutcomeLeaf() {}

  /** How the call whose decision stands at {@code decision} ended. */
  static JsonText of(Instant at, String txn, long decision, CallEnd end) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "outcome")
        .put("at", at.toString())
        .put("txn", txn)
        .put("decision_leaf", decision)
        .put("status", end.status().word())
        .put("notifications", end.notifications())
        .raw("labels", NO_LABELS)
        .put(
            "upstream",
            JsonText.object().put("status", end.upstreamStatus()).put("ms", end.millis()));
  }
}
