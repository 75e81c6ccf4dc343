package io.mcpguard.server.admin;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.audit.DecisionLeaf;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.Moment;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Refused;
import java.time.InstantSource;

/** Writes what operators change into the ledger. */
final class AdminLeaves {
  private static final String OPERATOR = "operator";

  private final Journal journal;
  private final Pseudonyms pseudonyms;
  private final InstantSource clock;

  AdminLeaves(AdminParts parts) {
    this.journal = parts.journal();
    this.pseudonyms = new Pseudonyms(parts.store().subjectKeys());
    this.clock = parts.clock();
  }

  /** Whether a change was recorded; {@code detail} says why not and is empty when it was. */
  record Noted(String detail) {
    /** There was nothing to record. */
    static Noted nothing() {
      return new Noted("");
    }

    boolean isWritten() {
      return detail.isEmpty();
    }

    /** The sentence, and what is missing where the record is. */
    String after(String said) {
      return isWritten() ? said : said + ", but the ledger holds no record of it: " + detail;
    }
  }

  Noted grantRevoked(String id) {
    return note(leaf("grant", "revoked").put("grant", id).put("cause", OPERATOR));
  }

  Noted agentRevoked(String clientId) {
    return note(leaf("agent", "revoked").put("agent", clientId).put("cause", OPERATOR));
  }

  Noted pinAccepted(String upstream, String tool, String digest) {
    return note(
        leaf("pin", "accepted")
            .put("upstream", upstream)
            .put("tool", tool)
            .put("tool_digest", digest)
            .put("cause", OPERATOR));
  }

  Noted keyRotated(String keyId) {
    return note(leaf("key", "rotated").put("kid", keyId).put("cause", OPERATOR));
  }

  /** Users are configuration that an operator keeps in the store. */
  Noted user(String event, String name) {
    return note(
        leaf("config", event).put("user", pseudonyms.of(name, name)).put("cause", OPERATOR));
  }

  /** That somebody was erased; a leaf that said who would undo it. */
  Noted personErased() {
    return note(leaf("config", "person_erased").put("cause", OPERATOR));
  }

  private JsonText leaf(String type, String event) {
    return JsonText.object()
        .put("v", 1)
        .put("type", type)
        .put("event", event)
        .put("at", Moment.of(clock.instant()));
  }

  private Noted note(JsonText leaf) {
    Outcome<DecisionLeaf> written = journal.note(leaf.bytes());
    return new Noted(written instanceof Refused<DecisionLeaf>(var denial) ? denial.detail() : "");
  }
}
