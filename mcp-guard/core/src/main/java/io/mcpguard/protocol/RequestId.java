package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonValue;
import java.nio.charset.StandardCharsets;

/** The id of a JSON-RPC message in its raw spelling, as the answer repeats it. */
public record RequestId(String raw) {
  /** The id of an answer to something that had none (JSON-RPC 2.0 §5). */
  public static final RequestId NONE = new RequestId("null");

  /** The id as it stands in {@code document}. */
  public static RequestId of(JsonDocument document, JsonValue id) {
    return new RequestId(
        new String(document.bytes(), id.start(), id.end() - id.start(), StandardCharsets.UTF_8));
  }

  /** The id as bytes of JSON. */
  public byte[] bytes() {
    return raw.getBytes(StandardCharsets.UTF_8);
  }
}
