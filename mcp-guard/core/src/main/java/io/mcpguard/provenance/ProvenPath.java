package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.LedgerReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The way from a call to its root with a proof of each leaf on it, for whoever trusts the log's key
 * and nothing else (c2sp.org/tlog-proof@v1).
 */
public final class ProvenPath {
  private ProvenPath() {}

  /**
   * The calls with their leaves and proofs, as JSON. A leaf is the base64url of its very bytes: the
   * proof is of these.
   *
   * @throws IOException when the ledger cannot be read
   */
  public static byte[] of(LedgerReader ledger, List<TracedCall> path) throws IOException {
    List<JsonText> calls = new ArrayList<>();
    for (TracedCall call : path) {
      List<JsonText> leaves = new ArrayList<>();
      for (CallLeaf leaf : call.leaves()) {
        leaves.add(
            JsonText.object()
                .put("index", leaf.entry().index())
                .put("leaf", leaf.content())
                .put("bytes", base64(leaf.entry().bytes()))
                .put("proof", ledger.proof(leaf.entry().index()).text()));
      }
      calls.add(JsonText.object().put("txn", call.txn()).putAll("leaves", leaves));
    }
    return JsonText.object()
        .put("origin", ledger.checkpoint().origin())
        .put("checkpoint", ledger.checkpoint().note())
        .putAll("path", calls)
        .bytes();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
