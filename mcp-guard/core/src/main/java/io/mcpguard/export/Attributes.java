package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/** Attributes in the JSON encoding of OTLP 1.x ({@code KeyValue}); empty texts are left out. */
final class Attributes {
  private final List<JsonText> all = new ArrayList<>();

  Attributes put(String key, String text) {
    if (!text.isEmpty()) {
      add(key, JsonText.object().put("stringValue", text));
    }
    return this;
  }

  Attributes put(String key, long number) {
    add(key, JsonText.object().put("intValue", Long.toString(number)));
    return this;
  }

  private void add(String key, JsonText value) {
    all.add(JsonText.object().put("key", key).put("value", value));
  }

  List<JsonText> all() {
    return List.copyOf(all);
  }
}
