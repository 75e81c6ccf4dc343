package io.mcpguard.assertion.json;

/** One value of a document, with the bytes it stands in: {@code [start, end)}. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** Offset of the value's first byte in its document. */
  int start();

  /** Offset after the value's last byte in its document. */
  int end();
}
