package io.mcpguard.assertion.json;

import static io.mcpguard.assertion.json.Texts.object;
import static io.mcpguard.assertion.json.Texts.read;
import static io.mcpguard.assertion.json.Texts.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.json.MalformedJson.Reason;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {
  @Test
  void valuesKnowTheBytesTheyStandIn() throws MalformedJson {
    JsonDocument document = read("{ \"a\" : [ 1.10 , \"x\" ] }");

    JsonArray array = ((JsonObject) document.root()).array("a").orElseThrow();

    assertThat(new String(document.slice(array), UTF_8)).isEqualTo("[ 1.10 , \"x\" ]");
    assertThat(new String(document.slice(array.values().get(0)), UTF_8)).isEqualTo("1.10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[1", "\"a", "tru", "-", "1.", "1e", "1e+", "{\"a\"", "{\"a\":", "\"\\",
        "\"\\u12"
      })
  void aDocumentThatEndsEarlyIsRefused(String text) {
    assertThat(refusal(text).reason()).isIn(Reason.TRUNCATED, Reason.SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "-01",
        "+1",
        ".5",
        "1.e1",
        "0x1",
        "NaN",
        "Infinity",
        "nul1",
        "True",
        "'a'",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{1:2}",
        "[1 2]",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "/**/1",
        "[1}",
        "{\"a\":1]",
        "\u00a01"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThat(refusal(text).reason()).isIn(Reason.SYNTAX, Reason.TRUNCATED, Reason.TRAILING_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "1 2", "null,", "[]]", "{}\u0000"})
  void trailingBytesAreRefused(String text) {
    assertThat(refusal(text).reason()).isEqualTo(Reason.TRAILING_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF{}", "\uFEFF"})
  void aByteOrderMarkIsRefused(String text) {
    assertThat(refusal(text).reason()).isEqualTo(Reason.BYTE_ORDER_MARK);
  }

  @Test
  void noBeginningOfADocumentIsADocument() throws MalformedJson {
    String text =
        "{\"\\ud83d\\ude00\\u00e9\":[\"é\ud7ff€😀\\n\",-1.5e+3,-0,true,false,null,{},[]]}";
    assertThat(read(text).root()).isInstanceOf(JsonObject.class);

    byte[] whole = text.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(refusal(cut)).as("%d bytes", length).isNotNull();
    }
  }

  /** Each of these pairs has one hash, which no rule may go by. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Aa\":1,\"BB\":2}",
        "{\"Aa\":1,\"\\u0042B\":2}",
        "{\"\\u0041a\":1,\"BB\":2}",
        "{\"\\u0041a\":1,\"\\u0042B\":2}"
      })
  void namesThatHashAlikeAreTwo(String text) throws MalformedJson {
    assertThat(object(text).integer("Aa")).hasValue(1);
    assertThat(object(text).integer("BB")).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"\\u0061\":1,\"a\":2}",
        "{\"é\":1,\"\\u00e9\":2}",
        "{\"x\":{\"\":1,\"\":2}}",
      })
  void aNameThatStandsTwiceIsRefusedHoweverItIsSpelled(String text) {
    assertThat(refusal(text).reason()).isEqualTo(Reason.DUPLICATE_MEMBER);
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17, 18, 1000})
  void aDuplicateAmongManyMembersIsFound(int members) {
    String text =
        IntStream.range(0, members)
            .mapToObj(i -> "\"m" + i + "\":0")
            .collect(Collectors.joining(",", "{", ",\"m0\":1}"));

    assertThat(refusal(text).reason()).isEqualTo(Reason.DUPLICATE_MEMBER);
  }

  @Test
  void manyMembersWithOneHashAreReadInReasonableWork() {
    String text =
        IntStream.range(0, 1 << 15)
            .mapToObj(JsonDocumentTest::colliding)
            .collect(Collectors.joining("\":0,\"", "{\"", "\":0}"));

    assertThatCode(() -> read(text)).doesNotThrowAnyException();
  }

  /** Every such name of 30 characters has the same String.hashCode. */
  private static String colliding(int bits) {
    return IntStream.range(0, 15)
        .mapToObj(i -> (bits >> i & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  @Test
  void sixtyFourContainersInsideEachOtherAreTaken() {
    assertThatCode(() -> read("[".repeat(64) + "]".repeat(64))).doesNotThrowAnyException();
  }

  @Test
  void anyNumberOfContainersBesideEachOtherIsTaken() {
    assertThatCode(() -> read("[" + "[],{},".repeat(100) + "[]]")).doesNotThrowAnyException();
  }

  @Test
  void sixtyFiveContainersInsideEachOtherAreRefused() {
    assertThat(refusal("[".repeat(65) + "]".repeat(65)).reason()).isEqualTo(Reason.TOO_DEEP);
  }

  @Test
  void aMillionBracketsDoNotEndTheStack() {
    assertThat(refusal("[".repeat(1_000_000)).reason()).isEqualTo(Reason.TOO_DEEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740991", "-9007199254740991", "0", "-0"})
  void integersUpToTwoToThe53Minus1AreTaken(String number) {
    assertThatCode(() -> read("{\"id\":" + number + "}")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740992", "-9007199254740992", "18446744073709551616"})
  void integersBeyondTwoToThe53Minus1AreRefused(String number) {
    assertThat(refusal("{\"id\":" + number + "}").reason()).isEqualTo(Reason.INTEGER_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2e23",
        "1e23",
        "8.41E21",
        "5e-324",
        "-0",
        "-0.0",
        "1.0",
        "1e21",
        "1.10",
        "1e2",
        "0.1",
        "1E400000000",
        "123456789012345",
        "0.30000000000000004",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "9007199254740992.0",
        "0e999999999999",
        "100000000000000000000000e0"
      })
  void aNumberOfParamsIsTakenWhenItIsTheShortestFormOfItsDouble(String number) {
    boolean taken = !number.equals("1E400000000");
    assertThat(taken(number)).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "-1e400",
        "1e-400",
        "4e-324",
        "3e-324",
        "0.1000000000000000055",
        "0.30000000000000001",
        "9007199254740993.0",
        "1.00000000000000001",
        "2.00000000000000001e23",
        "1.79769313486231571e308",
        "1e99999999999999999999",
        "0.12345678901234567890",
        "9.999999999999999e22000"
      })
  void aNumberOfParamsIsRefusedWhenItsDoubleHasAnotherShortestForm(String number) {
    assertThat(refusal("{\"params\":{\"n\":" + number + "}}").reason())
        .isEqualTo(Reason.INEXACT_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'params':[0,0.30000000000000001]}",
        "{'p\\u0061rams':0.30000000000000001}",
        "[{'params':{'a':{'b':0.30000000000000001}}}]",
        "{'result':{'n':0.30000000000000001}}",
      })
  void numbersAreExactWhereverADigestCoversThem(String text) {
    assertThat(refusal(text.replace('\'', '"')).reason()).isEqualTo(Reason.INEXACT_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':0.30000000000000001}",
        "{'x':{'params':0.30000000000000001}}",
        "{'method':0.30000000000000001}",
        "{'para\\u006ds_':0.30000000000000001}",
        "{'jsonrpc':0.30000000000000001}"
      })
  void elsewhereANumberMayBeInexact(String text) {
    assertThatCode(() -> read(text.replace('\'', '"'))).doesNotThrowAnyException();
  }

  @Test
  void answersKeepTheirNumbers() {
    byte[] answer = "{\"result\":{\"n\":12345678901234567890}}".getBytes(UTF_8);

    assertThatCode(() -> JsonDocument.read(answer, ReadRules.answer())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 256})
  void rulesAllowSoManyContainersInsideEachOther(int depth) throws MalformedJson {
    ReadRules rules = new ReadRules(depth, ReadRules.NumberRule.FREE);
    byte[] most = ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);

    assertThat(JsonDocument.read(most, rules).root()).isInstanceOf(JsonArray.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 257})
  void noRuleAllowsOthers(int depth) {
    assertThatThrownBy(() -> new ReadRules(depth, ReadRules.NumberRule.FREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 256");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "\r", "\t", " \r\n\t "})
  void whiteSpaceMayStandAroundEverything(String space) throws MalformedJson {
    String spaced =
        String.join(
            space, "", "{", "\"a\"", ":", "[", "1", ",", "true", "]", ",", "\"b\"", ":", "{", "}",
            "}", "");

    JsonObject object = object(spaced);

    assertThat(object.array("a").map(array -> array.values().size())).contains(2);
    assertThat(object.object("b")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\f", "\u000b", "\u00a0", "\u2028", "\u0000"})
  void nothingElseIsWhiteSpace(String space) {
    assertThat(refusal("{" + space + "}").reason()).isEqualTo(Reason.SYNTAX);
  }

  private static boolean taken(String number) {
    try {
      read("{\"params\":{\"n\":" + number + "}}");
      return true;
    } catch (MalformedJson refused) {
      return refused.reason() != Reason.INEXACT_NUMBER;
    }
  }
}
