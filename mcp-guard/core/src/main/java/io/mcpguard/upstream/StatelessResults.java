package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What of a result of the 2026-07-28 revision is changed: a state goes out sealed, and what one
 * caller may read no cache may give to another.
 */
final class StatelessResults implements ResultEdits {
  private static final byte[] PRIVATE = "\"private\"".getBytes(StandardCharsets.US_ASCII);

  private final Questions questions;
  private final RequestStates states;

  StatelessResults(Questions questions, RequestStates states) {
    this.questions = questions;
    this.states = states;
  }

  /** "MUST NOT be shared across authorization contexts" (2026-07-28, server/utilities/caching). */
  static void keepPrivate(JsonObject result, Splices edits) {
    if (result.member("cacheScope").isPresent()) {
      edits.set(result, "cacheScope", PRIVATE);
    }
  }

  @Override
  public Optional<Denial> of(
      Recorded recorded, JsonDocument document, JsonObject result, Splices edits) {
    if (!result.string("resultType").equals(Optional.of("input_required"))) {
      keepPrivate(result, edits);
      return Optional.empty();
    }
    states.seal(recorded.caller(), recorded.upstream().name(), recorded.call(), result, edits);
    return result
        .object("inputRequests")
        .flatMap(asked -> questions.refusal(recorded, document, asked));
  }
}
