package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import java.util.Optional;

/** What of a call's result is changed for the client, besides what is ours. */
interface ResultEdits {
  /** Adds the edits; gives the reason where the client may not have the result. */
  Optional<Denial> of(Recorded recorded, JsonDocument document, JsonObject result, Splices edits);
}
