package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Texts, read by the rules of requests. */
final class Texts {
  private Texts() {}

  static MalformedJson refusal(String text) {
    return refusal(text.getBytes(UTF_8));
  }

  static MalformedJson refusal(byte[] bytes) {
    return catchThrowableOfType(
        MalformedJson.class, () -> JsonDocument.read(bytes, ReadRules.request()));
  }

  static JsonObject object(String text) throws MalformedJson {
    return (JsonObject) read(text).root();
  }

  static JsonDocument read(String text) throws MalformedJson {
    return JsonDocument.read(text.getBytes(UTF_8), ReadRules.request());
  }
}
