package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;

class JsonFuzzTest {
  /** Whatever the bytes: read or refused, in bounded work, and values lie within the document. */
  @FuzzTest
  void reader(byte[] bytes) {
    Optional<JsonDocument> document = read(bytes);

    document.ifPresent(read -> assertThat(read.root().end()).isBetween(1, bytes.length));
  }

  /**
   * What is accepted has one canonical form, which reads as itself and as the reference reads it.
   */
  @FuzzTest
  void canonicalForm(byte[] bytes) throws IOException {
    Optional<JsonDocument> document = read(bytes);
    if (document.isPresent() && document.get().root() instanceof JsonObject object) {
      byte[] canonical = Jcs.bytes(object);

      assertThat(Jcs.bytes(read(canonical).orElseThrow().root())).isEqualTo(canonical);
      assertThat(new JsonCanonicalizer(new String(bytes, UTF_8)).getEncodedUTF8())
          .isEqualTo(canonical);
    }
  }

  /** A double's shortest form reads back as the double and is accepted as exact. */
  @FuzzTest
  void numbers(long bits) throws MalformedJson {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      byte[] spelled = ("{\"params\":" + Double.toString(value) + "}").getBytes(UTF_8);
      JsonDocument loose = JsonDocument.read(spelled, ReadRules.answer());
      byte[] canonical = Jcs.bytes(loose.root());
      JsonObject strict = (JsonObject) read(canonical).orElse(loose).root();

      assertThat(strict.number("params").orElseThrow().asDouble() + 0.0).isEqualTo(value + 0.0);
    }
  }

  private static Optional<JsonDocument> read(byte[] bytes) {
    try {
      return Optional.of(JsonDocument.read(bytes, ReadRules.request()));
    } catch (MalformedJson refused) {
      assertThat(refused.offset()).isBetween(0, bytes.length);
      return Optional.empty();
    }
  }
}
