package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A member is found by its whole name, however it is spelled, and is of one kind. */
class JsonObjectTest {
  private static JsonObject object(String text) throws MalformedJson {
    return (JsonObject) JsonDocument.read(text.getBytes(UTF_8), ReadRules.answer()).root();
  }

  @ParameterizedTest
  @CsvSource({"a, 1", "ab, 2", "abc, 3", "é, 4", "aé, 5", "ä, 6", "'', 7", "😀, 8"})
  void aMemberIsFoundByItsWholeName(String name, long value) throws MalformedJson {
    JsonObject object =
        object(
            "{\"ab\":2,\"abc\":3,\"a\":1,\"é\":4,\"aé\":5,\"\\u00e4\":6,\"\":7,\"\\ud83d\\ude00\":8}");

    assertThat(object.integer(name)).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "b", "A", "a ", "ö", "a\u0000"})
  void aNameThatStandsNowhereFindsNothing(String name) throws MalformedJson {
    JsonObject object = object("{\"ab\":2,\"abc\":3,\"a\":1,\"é\":4,\"aé\":5,\"\\u00e4\":6}");

    assertThat(object.member(name)).isEmpty();
  }

  /** Names that were asked for once are remembered, and found as before. */
  @Test
  void askingForANameChangesNothing() throws MalformedJson {
    JsonObject object = object("{\"a\":1,\"b\":2}");
    List<String> names = object.members().stream().map(JsonMember::name).toList();

    assertThat(names).containsExactly("a", "b");
    assertThat(object.integer("b")).hasValue(2);
    assertThat(object.integer("c")).isEmpty();
  }

  @Test
  void aMemberOfAnotherKindIsNone() throws MalformedJson {
    JsonObject object = object("{\"s\":\"1\",\"n\":1,\"o\":{},\"a\":[],\"t\":true,\"v\":null}");

    assertThat(object.string("n")).isEmpty();
    assertThat(object.object("a")).isEmpty();
    assertThat(object.array("o")).isEmpty();
    assertThat(object.number("s")).isEmpty();
    assertThat(object.integer("s")).isEmpty();
    assertThat(object.truth("v")).isEmpty();
    assertThat(object.member("v")).containsInstanceOf(JsonNull.class);
  }

  @Test
  void aMemberOfTheKindIsThere() throws MalformedJson {
    JsonObject object = object("{\"s\":\"1\",\"n\":1.5,\"o\":{},\"a\":[7],\"t\":true,\"f\":false}");

    assertThat(object.string("s")).contains("1");
    assertThat(object.number("n").map(JsonNumber::asDouble)).contains(1.5);
    assertThat(object.object("o").map(JsonObject::members)).contains(List.of());
    assertThat(object.array("a").map(array -> array.values().size())).contains(1);
    assertThat(object.truth("t")).contains(true);
    assertThat(object.truth("f")).contains(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "0", "-0"})
  void whatIsSpelledAsAnIntegerAndFitsIsOne(String text) throws MalformedJson {
    JsonNumber number = object("{\"n\":" + text + "}").number("n").orElseThrow();

    assertThat(number.asLong()).isEqualTo(Long.parseLong(text));
    assertThat(number.text()).isEqualTo(text);
    assertThat(number.isInteger()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "1.0",
        "1e2",
        "111111111111111111111",
        "1E0"
      })
  void anythingElseIsNone(String text) throws MalformedJson {
    JsonObject object = object("{\"n\":" + text + "}");
    JsonNumber number = object.number("n").orElseThrow();

    assertThat(object.integer("n")).isEmpty();
    assertThatThrownBy(number::asLong).isInstanceOf(ArithmeticException.class);
    assertThat(number.isInteger()).isEqualTo(text.matches("-?[0-9]+"));
  }

  @Test
  void membersStandInTheDocumentsOrderAndStay() throws MalformedJson {
    List<JsonMember> members = object("{\"b\":1,\"a\":2}").members();

    assertThat(members).extracting(JsonMember::name).containsExactly("b", "a");
    assertThatThrownBy(members::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aMemberKnowsWhereItsNameStands() throws MalformedJson {
    JsonMember member = object("{ \"a\\n\" : [1] }").members().get(0);

    assertThat(member.start()).isEqualTo(2);
    assertThat(member.nameEnd()).isEqualTo(7);
    assertThat(member.value().start()).isEqualTo(10);
    assertThat(member.value().end()).isEqualTo(13);
  }
}
