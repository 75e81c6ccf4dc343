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

  private static JsonObject object(String text) throws MalformedJson {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return (JsonObject) JsonDocument.read(bytes, ReadRules.request()).root();
  }
}
