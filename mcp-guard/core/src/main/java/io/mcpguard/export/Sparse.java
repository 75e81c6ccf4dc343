package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;

/** An object of an event, whose empty members are left out. */
final class Sparse {
  private final JsonText json = JsonText.object();
  private boolean filled;

  Sparse put(String member, String text) {
    if (!text.isEmpty()) {
      json.put(member, text);
      filled = true;
    }
    return this;
  }

  Sparse put(String member, long number) {
    json.put(member, number);
    filled = true;
    return this;
  }

  Sparse put(String member, Sparse object) {
    if (object.filled) {
      json.put(member, object.json);
      filled = true;
    }
    return this;
  }

  boolean isEmpty() {
    return !filled;
  }

  JsonText json() {
    return json;
  }
}
