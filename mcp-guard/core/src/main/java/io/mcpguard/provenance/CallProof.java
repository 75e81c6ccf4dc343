package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.provenance.LiveCalls.Lookup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What proves one call: its leaves, with the proof of each that whoever trusts the log's key can
 * check alone (c2sp.org/tlog-proof@v1).
 */
public final class CallProof {
  private final TracedCall call;
  private final LedgerReader ledger;
  private final Reader reader;

  /** Who is to read it. */
  public enum Reader {
    /**
     * The call's own agent. The leaf of a refusal says what callers are not told (contracts §3), so
     * they get its hash; the proof is of that as well.
     */
    CALLER,
    /** Whoever may read the whole log. */
    AUDITOR
  }

  private CallProof(TracedCall call, LedgerReader ledger, Reader reader) {
    this.call = call;
    this.ledger = ledger;
    this.reader = reader;
  }

  /** The proof of a call that was found. */
  public static CallProof of(Lookup.Found found, Reader reader) {
    return new CallProof(found.call(), found.ledger(), reader);
  }

  /** Whether the call is this user's, by pseudonym, and was made by this agent. */
  public boolean isOf(String pseudonym, String clientId) {
    CallLeaf.Decision decision = call.decision();
    return !pseudonym.isEmpty()
        && decision.text("user").equals(pseudonym)
        && decision.text("agent", "id").equals(clientId);
  }

  /**
   * The proof of the decision, with the leaf itself before it where the reader may have it: the
   * format's {@code extra} data.
   *
   * @throws IOException when the ledger cannot be read
   */
  public byte[] text() throws IOException {
    TlogProof proof = ledger.proof(call.decision().index());
    String text =
        showsLeaf(call.decision()) ? proof.text(call.decision().entry().bytes()) : proof.text();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The receipt (contracts §2), and each record with its proof. A record is the base64url of its
   * very bytes: the proof is of these.
   *
   * @throws IOException when the ledger cannot be read
   */
  public byte[] json() throws IOException {
    JsonText json =
        JsonText.object()
            .put("receipt", receipt())
            .put("decision", proven(call.decision()))
            .put("checkpoint", ledger.checkpoint().note());
    if (call.outcome().isPresent()) {
      json.put("outcome", proven(call.outcome().get()));
    }
    if (call.taskEnd().isPresent()) {
      json.put("task", proven(call.taskEnd().get()));
    }
    return json.bytes();
  }

  /** The call as an in-toto Statement, in a DSSE envelope that the log's own key signed. */
  public byte[] envelope(Ledger signing) {
    byte[] statement = Statement.of(ledger.checkpoint().origin(), call);
    return Envelope.of(signing.attest(Envelope.IN_TOTO, statement));
  }

  private JsonText receipt() {
    return JsonText.object()
        .put("txn", call.txn())
        .put("decision", call.decision().text("decision"))
        .put("status", call.status())
        .put(
            "log",
            JsonText.object()
                .put("origin", ledger.checkpoint().origin())
                .put("index", call.decision().index()));
  }

  private JsonText proven(CallLeaf leaf) throws IOException {
    JsonText json =
        JsonText.object()
            .put("index", leaf.index())
            .put("leaf_hash", leaf.entry().hash().toString())
            .put("proof", ledger.proof(leaf.index()).text());
    return showsLeaf(leaf) ? json.put("leaf", base64(leaf.entry().bytes())) : json;
  }

  private boolean showsLeaf(CallLeaf leaf) {
    return switch (reader) {
      case AUDITOR -> true;
      case CALLER -> !(leaf instanceof CallLeaf.Decision decision) || decision.isAllowed();
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
