package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;

/**
 * Stands for parameters or arguments that a message does not have. It is no part of any document.
 */
public final class NoParameters {
  /** Without members. */
  public static final JsonObject OBJECT = emptyObject();

  private NoParameters() {}

  private static JsonObject emptyObject() {
    try {
      byte[] empty = "{}".getBytes(StandardCharsets.US_ASCII);
      return (JsonObject) JsonDocument.read(empty, ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new IllegalStateException("{} is JSON", e);
    }
  }
}
