package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonText;
import java.nio.charset.StandardCharsets;

/** The form of an outcome record (contracts §2). */
final class OutcomeLeaf {
  /** Nothing has a label until there are labels. */
  private static final byte[] NO_LABELS = "{\"after\":[]}".getBytes(StandardCharsets.US_ASCII);

  private OutcomeLeaf() {}

  /** How the call whose decision stands at {@code decision} ended. */
  static JsonText of(String at, String txn, long decision, CallEnd end) {
    JsonText leaf =
        JsonText.object()
            .put("at", at)
            .put("decision_leaf", decision)
            .raw("labels", NO_LABELS)
            .put("notifications", end.notifications());
    if (!end.reason().isEmpty()) {
      leaf.put("reason", end.reason());
    }
    return leaf.put("status", end.status().word())
        .put("txn", txn)
        .put("type", "outcome")
        .put("upstream", upstream(end))
        .put("v", 1);
  }

  private static JsonText upstream(CallEnd end) {
    JsonText upstream = JsonText.object();
    if (end.errorCode() != 0) {
      upstream.put("code", end.errorCode());
    }
    return upstream.put("ms", end.millis()).put("status", end.upstreamStatus());
  }
}
