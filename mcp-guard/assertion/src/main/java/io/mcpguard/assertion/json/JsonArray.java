package io.mcpguard.assertion.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Values in order. */
public final class JsonArray implements JsonValue {
  private final int start;
  private final int end;
  private final JsonValue[] values;

  JsonArray(int start, int end, JsonValue[] values) {
    this.start = start;
    this.end = end;
    this.values = values;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  /** The values, unmodifiable. */
  public List<JsonValue> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }
}
