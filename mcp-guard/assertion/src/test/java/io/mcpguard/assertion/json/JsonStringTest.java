package io.mcpguard.assertion.json;

import static io.mcpguard.assertion.json.Texts.object;
import static io.mcpguard.assertion.json.Texts.refusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.MalformedJson.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are UTF-8 and whole, and each escape is the character that it names. */
class JsonStringTest {
  @Test
  void namesAndTextsAreUnescaped() throws MalformedJson {
    JsonObject object = object("{\"caf\\u00e9\":\"\\ud83d\\ude00\\n\\/€\"}");

    assertThat(object.string("café")).contains("😀\n/€");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\udfff\"",
        "\"\\udbff\\udbff\"",
        "\"\\udbff\\ue000\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}"
      })
  void anEscapedLoneSurrogateIsRefused(String text) {
    assertThat(refusal(text).reason()).isEqualTo(Reason.LONE_SURROGATE);
  }

  @Test
  void aRawLoneSurrogateIsRefused() {
    assertThat(refusal("\"\u00ed\u00a0\u0080\"".getBytes(ISO_8859_1)).reason())
        .isEqualTo(Reason.LONE_SURROGATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\u0080\"",
        "\"\u00c0\u0080\"",
        "\"\u00c1\u00bf\"",
        "\"\u00e0\u009f\u00bf\"",
        "\"\u00f0\u008f\u00bf\u00bf\"",
        "\"\u00f4\u0090\u0080\u0080\"",
        "\"\u00f5\u0080\u0080\u0080\"",
        "\"\u00c3\"",
        "\"\u00e2\u0082\"",
        "\"\u00ff\""
      })
  void bytesThatAreNotUtf8AreRefused(String latin) {
    assertThat(refusal(latin.getBytes(ISO_8859_1)).reason()).isEqualTo(Reason.INVALID_UTF8);
  }

  /** The edges of table 3-7 of the Unicode standard, each right inside it. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x20, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff,
        0x40000, 0xfffff, 0x100000, 0x10ffff
      })
  void everyCharacterThatUtf8CanSpellIsTaken(int character) throws MalformedJson {
    String text = Character.toString(character);

    assertThat(object("{\"" + text + "\":\"" + text + "\"}").string(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 10, 13, 0x1f})
  void aControlCharacterInATextIsRefused(int character) {
    assertThat(refusal("\"" + (char) character + "\"").reason()).isEqualTo(Reason.SYNTAX);
  }

  @ParameterizedTest
  @CsvSource({
    "d7ff, ''",
    "e000, ''",
    "d800, dc00",
    "dbff, dfff",
    "DBFF, DFFF",
    "0041, ''",
    "ffff, ''"
  })
  void anEscapeIsTheUnitThatItNames(String first, String second) throws MalformedJson {
    String escapes = "\\u" + first + (second.isEmpty() ? "" : "\\u" + second);
    String expected =
        Character.toString((char) Integer.parseInt(first, 16))
            + (second.isEmpty() ? "" : (char) Integer.parseInt(second, 16));

    assertThat(object("{\"t\":\"" + escapes + "x\"}").string("t")).contains(expected + "x");
  }

  @ParameterizedTest
  @CsvSource({"b, 8", "t, 9", "n, 10", "f, 12", "r, 13", "'\"', 34", "\\, 92", "/, 47"})
  void aShortEscapeIsItsCharacter(String escape, int character) throws MalformedJson {
    assertThat(object("{\"t\":\"a\\" + escape + "z\"}").string("t"))
        .contains("a" + (char) character + "z");
  }
}
