package io.mcpguard.assertion.json;

import java.util.Arrays;

/** Bytes that were read strictly, and the value they spell. The array is kept, not copied. */
public final class JsonDocument {
  private final byte[] bytes;
  private final JsonValue root;

  private JsonDocument(byte[] bytes, JsonValue root) {
    this.bytes = bytes;
    this.root = root;
  }

  /**
   * Reads one value that fills the bytes but for white space.
   *
   * @param bytes not to be changed afterwards
   */
  public static JsonDocument read(byte[] bytes, ReadRules rules) throws MalformedJson {
    return new JsonDocument(bytes, new StrictReader(bytes, rules).document());
  }

  /** The very bytes that were read; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public JsonValue root() {
    return root;
  }

  /** A copy of the bytes a value stands in. */
  public byte[] slice(JsonValue value) {
    return Arrays.copyOfRange(bytes, value.start(), value.end());
  }
}
