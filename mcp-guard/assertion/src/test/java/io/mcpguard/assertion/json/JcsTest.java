package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JcsTest {
  /**
   * Samples of RFC 8785 appendix B and the spellings that Double.toString gets wrong on Java 17.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-0.0, 0",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740992.0, 9007199254740992",
    "295147905179352830000.0, 295147905179352830000",
    "9.999999999999997e22, 9.999999999999997e+22",
    "1e23, 1e+23",
    "1.0000000000000001e23, 1.0000000000000001e+23",
    "999999999999999700000.0, 999999999999999700000",
    "999999999999999900000.0, 999999999999999900000",
    "1e21, 1e+21",
    "9.999999999999997e-7, 9.999999999999997e-7",
    "0.000001, 0.000001",
    "333333333.3333332, 333333333.3333332",
    "333333333.33333325, 333333333.33333325",
    "-0.0000033333333333333333, -0.0000033333333333333333",
    "1424953923781206.2, 1424953923781206.2",
    "2e23, 2e+23",
    "8.41E21, 8.41e+21",
    "2.0E-3, 0.002",
    "1.10, 1.1",
    "1e2, 100",
    "1.0, 1",
    "1e-7, 1e-7",
    "123456789012345680000, 123456789012345680000",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "5.684341886080802e-14, 5.684341886080802e-14",
  })
  void numbersAreWrittenAsEcmascriptWritesThem(String number, String canonical)
      throws MalformedJson {
    assertThat(canonical(number)).isEqualTo(canonical);
  }

  @Test
  void aNumberBeyondADoubleHasNoCanonicalForm() throws MalformedJson {
    JsonValue number = read("1e400");

    assertThatThrownBy(() -> Jcs.bytes(number)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "[1,-1e400]", "{\"a\":{\"b\":[1e309]}}"})
  void norHasWhatHoldsOne(String text) throws MalformedJson {
    assertThat(Jcs.isDefined(read(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e308", "[1,\"1e400\",null,true]", "{\"1e400\":{}}", "1e-400"})
  void everythingElseHasOne(String text) throws MalformedJson {
    assertThat(Jcs.isDefined(read(text))).isTrue();
  }

  /** RFC 8785 §3.2.3, its own sample. */
  @Test
  void membersAreSortedByUtf16CodeUnits() throws MalformedJson {
    String text =
        """
        {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",\
        "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",\
        "\\u00f6":"Latin Small Letter O With Diaeresis"}\
        """;

    assertThat(canonical(text))
        .isEqualTo(
            """
            {"\\r":"Carriage Return","1":"One","\u0080":"Control",\
            "ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",\
            "😀":"Emoji: Grinning Face","\uFB33":"Hebrew Letter Dalet With Dagesh"}\
            """);
  }

  /** Whatever comes next in it: characters below and above the quote that ends the first. */
  @Test
  void aNameThatBeginsAnotherComesFirst() throws MalformedJson {
    assertThat(canonical("{\"a!\":1,\"a \":2,\"a#\":3,\"a\":4,\"a\\u0001\":5,\"\":6}"))
        .isEqualTo("{\"\":6,\"a\":4,\"a\\u0001\":5,\"a \":2,\"a!\":1,\"a#\":3}");
  }

  /** The names stand raw here, so they are compared as bytes first. */
  @Test
  void rawNamesAreSortedByUtf16CodeUnitsToo() throws MalformedJson {
    assertThat(canonical("{\"\uFB33\":1,\"😀\":2,\"a\":3,\"\":4,\"aa\":5}"))
        .isEqualTo("{\"\":4,\"a\":3,\"aa\":5,\"😀\":2,\"\uFB33\":1}");
  }

  /** RFC 8785 §3.2.2.2. */
  @Test
  void stringsAreEscapedNoMoreThanNeeded() throws MalformedJson {
    assertThat(canonical("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u007f\""))
        .isEqualTo("\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomDoublesAreWrittenAsTheReferenceWritesThem(long seed)
      throws IOException, MalformedJson {
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String number = Double.isFinite(value) ? Double.toString(value) : "0";

      assertThat(canonical("[" + number + "]"))
          .isEqualTo(new JsonCanonicalizer("[" + number + "]").getEncodedString());
    }
  }

  @Test
  void numbersNextToPowersOfTwoReadBackAndAreTheShortest() throws IOException, MalformedJson {
    for (int power = -1074; power < 1024; power++) {
      double value = Math.scalb(1.0, power);

      String written = canonical(new BigDecimal(value).toString().replace("E+", "e"));

      assertThat(Double.parseDouble(written)).isEqualTo(value);
      assertThat(new JsonCanonicalizer("[" + written + "]").getEncodedString())
          .isEqualTo("[" + written + "]");
    }
  }

  private static String canonical(String text) throws MalformedJson {
    return new String(Jcs.bytes(read(text)), UTF_8);
  }

  private static JsonValue read(String text) throws MalformedJson {
    return JsonDocument.read(text.getBytes(UTF_8), ReadRules.answer()).root();
  }
}
