package io.mcpguard.assertion.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestsTest {
  @Test
  void theVectorOfTheContractHasItsDigest() throws MalformedJson {
    JsonObject arguments =
        object(
            """
            {"to":"ops@example.com","amount":{"value":"12.50","currency":"EUR"},"note":"café €","n":3}\
            """);

    String digest = Digests.of(arguments);

    assertThat(digest)
        .isEqualTo("sha256:560f4891ec13d96f1c885817968f83a63e96e5c1f19f5447236b5848a22a3d25");
  }

  @Test
  void paramsAreDigestedWithoutTheirMeta() throws MalformedJson {
    JsonObject with = object("{\"_meta\":{\"progressToken\":1},\"name\":\"read\"}");
    JsonObject without = object("{\"name\":\"read\"}");

    assertThat(Digests.ofParams(with)).isEqualTo(Digests.of(without));
  }

  @Test
  void anInnerMetaIsDigested() throws MalformedJson {
    JsonObject one = object("{\"arguments\":{\"_meta\":1}}");
    JsonObject other = object("{\"arguments\":{\"_meta\":2}}");

    assertThat(Digests.ofParams(one)).isNotEqualTo(Digests.ofParams(other));
  }

  @Test
  void absentArgumentsAreAnEmptyObject() throws MalformedJson {
    assertThat(Digests.ofArguments(object("{\"name\":\"read\"}"))).isEqualTo(Digests.ofNothing());
  }

  @Test
  void nullArgumentsAreAnEmptyObject() throws MalformedJson {
    assertThat(Digests.ofArguments(object("{\"arguments\":null}"))).isEqualTo(Digests.ofNothing());
  }

  @Test
  void theDigestsOfNothingAreKnown() {
    assertThat(Digests.ofNothing())
        .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assertThat(Digests.ofBytes(new byte[0]))
        .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aRawDigestIsOfTheBytesAsTheyCame() throws MalformedJson {
    JsonDocument spaced = document("{ \"n\" : 1.0 }");
    JsonObject params = (JsonObject) spaced.root();

    assertThat(Digests.ofRaw(spaced, params))
        .isEqualTo("raw-" + Digests.ofBytes(spaced.bytes()))
        .isNotEqualTo("raw-" + Digests.of(params));
    assertThat(Digests.ofRawParams(spaced, params)).isEqualTo(Digests.ofRaw(spaced, params));
  }

  @Test
  void rawParamsAreDigestedWithoutTheirMeta() throws MalformedJson {
    JsonDocument with = document("{\"a\": 1, \"_meta\": {}, \"b\": 2}");
    JsonDocument without = document("{\"a\": 1, \"b\": 2}");

    assertThat(Digests.ofRawParams(with, (JsonObject) with.root()))
        .isEqualTo(Digests.ofRaw(without, without.root()));
  }

  @Test
  void aDigestSaysWhetherItIsRaw() throws MalformedJson {
    JsonDocument document = document("{}");

    assertThat(Digests.isRaw(Digests.ofRaw(document, document.root()))).isTrue();
    assertThat(Digests.isRaw(Digests.of(document.root()))).isFalse();
  }

  private static JsonDocument document(String text) throws MalformedJson {
    return JsonDocument.read(text.getBytes(StandardCharsets.UTF_8), ReadRules.answer());
  }

  private static JsonObject object(String text) throws MalformedJson {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return (JsonObject) JsonDocument.read(bytes, ReadRules.request()).root();
  }
}
