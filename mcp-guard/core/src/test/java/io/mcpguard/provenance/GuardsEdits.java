package io.mcpguard.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.assertion.json.Splices;
import java.util.Optional;

/** What a guard does to a result that may be cached, for a client of the latest revision. */
final class GuardsEdits {
  private GuardsEdits() {}

  static String of(String sent, String receipt) throws Exception {
    JsonDocument document = JsonDocument.read(sent.getBytes(UTF_8), ReadRules.answer());
    JsonObject result = (JsonObject) document.root();
    Splices edits = Splices.of(document);
    if (result.member("resultType").isEmpty()) {
      edits.set(result, "resultType", "\"complete\"".getBytes(UTF_8));
    }
    edits.set(result, "cacheScope", "\"private\"".getBytes(UTF_8));
    if (result.member("ttlMs").isEmpty()) {
      edits.set(result, "ttlMs", "0".getBytes(UTF_8));
    }
    Optional<JsonObject> meta = result.object("_meta");
    if (meta.isPresent()) {
      edits.set(meta.get(), "io.mcpguard/receipt", receipt.getBytes(UTF_8));
      edits.set(meta.get(), "io.mcpguard/run", "\"handle\"".getBytes(UTF_8));
    } else {
      edits.set(
          result,
          "_meta",
          JsonText.object()
              .raw("io.mcpguard/receipt", receipt.getBytes(UTF_8))
              .put("io.mcpguard/run", "handle")
              .bytes());
    }
    return new String(edits.apply(), UTF_8);
  }
}
