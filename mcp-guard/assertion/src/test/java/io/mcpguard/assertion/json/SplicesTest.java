package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplicesTest {
  private static final byte[] ONE = "1".getBytes(UTF_8);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|a|{ 'b' : 2 , 'c':3 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|b|{ 'a' : 1.10 , 'c':3 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|c|{ 'a' : 1.10 , 'b' : 2 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|a b|{ 'c':3 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|b c|{ 'a' : 1.10 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|a c|{ 'b' : 2 }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|a b c|{  }",
        "{ 'a' : 1.10 , 'b' : 2 , 'c':3 }|none|{ 'a' : 1.10 , 'b' : 2 , 'c':3 }",
      })
  void removingTakesTheMemberAndOneCommaAndLeavesTheRest(String before, String names, String after)
      throws MalformedJson {
    JsonDocument document = read(before.replace('\'', '"'));
    Splices splices = Splices.of(document);
    for (String name : names.split(" ", -1)) {
      splices.remove((JsonObject) document.root(), name);
    }

    assertThat(new String(splices.apply(), UTF_8)).isEqualTo(after.replace('\'', '"'));
  }

  @Test
  void settingAMemberThatIsThereChangesItsValueInPlace() throws MalformedJson {
    JsonDocument document = read("{\"id\" : \"x\", \"n\":1e2}");

    byte[] edited = Splices.of(document).set((JsonObject) document.root(), "id", ONE).apply();

    assertThat(new String(edited, UTF_8)).isEqualTo("{\"id\" : 1, \"n\":1e2}");
  }

  @Test
  void settingANewMemberPutsItLast() throws MalformedJson {
    JsonDocument document = read("{\"n\":1e2 }");

    byte[] edited = Splices.of(document).set((JsonObject) document.root(), "id", ONE).apply();

    assertThat(new String(edited, UTF_8)).isEqualTo("{\"n\":1e2,\"id\":1 }");
  }

  @Test
  void settingInAnEmptyObjectNeedsNoComma() throws MalformedJson {
    JsonDocument document = read("{ }");

    byte[] edited =
        Splices.of(document)
            .set((JsonObject) document.root(), "a", ONE)
            .set((JsonObject) document.root(), "b", ONE)
            .apply();

    assertThat(new String(edited, UTF_8)).isEqualTo("{\"a\":1,\"b\":1 }");
  }

  @Test
  void everyMemberGoesAndAnotherComes() throws MalformedJson {
    JsonDocument document = read("{\"a\":1,\"b\":2}");
    JsonObject root = (JsonObject) document.root();

    byte[] edited =
        Splices.of(document).remove(root, "a").remove(root, "b").set(root, "c", ONE).apply();

    assertThat(new String(edited, UTF_8)).isEqualTo("{\"c\":1}");
  }

  @Test
  void editsInsideAndOutsideOfAnObjectGoTogether() throws MalformedJson {
    JsonDocument document = read("{\"id\":7,\"params\":{\"_meta\":{\"x\":1},\"name\":\"a__b\"}}");
    JsonObject root = (JsonObject) document.root();
    JsonObject params = root.object("params").orElseThrow();

    byte[] edited =
        Splices.of(document)
            .set(root, "id", ONE)
            .replace(params.member("name").orElseThrow(), "\"b\"".getBytes(UTF_8))
            .remove(params.object("_meta").orElseThrow(), "x")
            .apply();

    assertThat(new String(edited, UTF_8))
        .isEqualTo("{\"id\":1,\"params\":{\"_meta\":{},\"name\":\"b\"}}");
  }

  @Test
  void overlappingEditsAreRefused() throws MalformedJson {
    JsonDocument document = read("{\"a\":{\"b\":1}}");
    JsonObject root = (JsonObject) document.root();
    Splices splices =
        Splices.of(document).remove(root, "a").set(root.object("a").orElseThrow(), "b", ONE);

    assertThatThrownBy(splices::apply).isInstanceOf(IllegalStateException.class);
  }

  private static JsonDocument read(String text) throws MalformedJson {
    return JsonDocument.read(text.getBytes(UTF_8), ReadRules.request());
  }
}
