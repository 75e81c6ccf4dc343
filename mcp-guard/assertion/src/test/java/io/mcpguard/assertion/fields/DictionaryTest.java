package io.mcpguard.assertion.fields;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          a=1                             | 1
          a=-999999999999999              | -999999999999999
          a=007                           | 7
          a="x \\"y\\" \\\\"              | "x \\"y\\" \\\\"
          a=*tok/en:1                     | *tok/en:1
          a=AZaz09                        | AZaz09
          a=:aGk=:                        | :aGk=:
          a=::                            | ::
          a=?0                            | ?0
          a=?1;x                          | ?1;x
          a                               | ?1
          a;q=1                           | ?1;q=1
          a=1;b;c=?0;d="e"                | 1;b;c=?0;d="e"
          a=1; b=2                        | 1;b=2
          a=()                            | ()
          a=( "x"  "y";req );created=1    | ("x" "y";req);created=1
          """)
  void aMemberIsSpelledInTheOneWay(String field, String spelled) throws Exception {
    assertThat(only(field).text()).isEqualTo(spelled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=t@", "a=t[", "a=t{", "a=t\"", "a=t(", "a=t="})
  void noOtherCharacterIsOfAToken(String field) {
    assertThatThrownBy(() -> Dictionary.of(List.of(field))).isInstanceOf(MalformedField.class);
  }

  /** "Discard any leading SP characters" (RFC 9651 §4.2), OWS around commas (§4.2.2). */
  @Test
  void spaceStandsBeforeTheFirstMemberAndAroundCommas() throws Exception {
    Dictionary dictionary = Dictionary.of(List.of("  a=1 \t,\t b.c-d_e*=2"));

    assertThat(dictionary.members().keySet()).containsExactly("a", "b.c-d_e*");
  }

  /** "recipients MAY combine" lines of one name (RFC 9110 §5.3). */
  @Test
  void theLinesOfAFieldAreOneDictionary() throws Exception {
    assertThat(Dictionary.of(List.of("a=1", "b=2")).members().keySet()).containsExactly("a", "b");
  }

  @Test
  void noLineIsAnEmptyDictionary() throws Exception {
    assertThat(Dictionary.of(List.of()).members()).isEmpty();
  }

  @Test
  void bytesAreFoundUnderTheirKey() throws Exception {
    assertThat(Dictionary.of(List.of("a=:aGk=:")).octets("a")).hasValue("hi".getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b=:aGk=:", "a=:aGk=:;x", "a=\"aGk=\"", "a=(:aGk=:)", "a"})
  void nothingElseIsTakenForBytes(String field) throws Exception {
    assertThat(Dictionary.of(List.of(field)).octets("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1,",
        "a=1,,b=2",
        ",a=1",
        "a=1 b=2",
        "a=",
        "=1",
        "A=1",
        "1a=1",
        "a =1",
        "a= 1",
        "é=1",
        "a=1.5",
        "a=1000000000000000",
        "a=-",
        "a=--1",
        "a=+1",
        "a=@1659578233",
        "a=%\"x\"",
        "a=\"x",
        "a=\"\\x\"",
        "a=\"\\",
        "a=\"é\"",
        "a=\"\u0001\"",
        "a=\"\u007f\"",
        "a='x'",
        "a=:aGk=",
        "a=:aGk:",
        "a=:aGl=:",
        "a=:a-_=:",
        "a=:aGk= :",
        "a=:=:",
        "a=?2",
        "a=?",
        "a=?10",
        "a=(",
        "a=(\"x\"",
        "a=(\"x\"\"y\")",
        "a=(\"x\",\"y\")",
        "a=(\"x\"\t\"y\")",
        "a=((\"x\"))",
        "a=1;",
        "a=1;B",
        "a=1;b=",
        "a=1;b=(1)",
        "a=1 ;b",
        "a=1;b;b",
        "a=1,a=1",
        "a=1;b=1;b=2"
      })
  void whatIsNoFieldIsRefused(String field) {
    assertThatThrownBy(() -> Dictionary.of(List.of(field))).isInstanceOf(MalformedField.class);
  }

  @Test
  void aFieldOfEightKibibytesIsTaken() throws Exception {
    assertThat(Dictionary.of(List.of(" ".repeat(8189) + "a=1")).members()).hasSize(1);
  }

  @Test
  void aLongerFieldIsRefused() {
    assertThatThrownBy(() -> Dictionary.of(List.of(" ".repeat(8190) + "a=1")))
        .isInstanceOf(MalformedField.class)
        .hasMessageContaining("8192");
  }

  @Test
  void sixtyFourMembersAreTaken() throws Exception {
    assertThat(Dictionary.of(List.of(members(64))).members()).hasSize(64);
  }

  @Test
  void oneMemberMoreIsRefused() {
    assertThatThrownBy(() -> Dictionary.of(List.of(members(65))))
        .isInstanceOf(MalformedField.class);
  }

  @Test
  void aRefusalRepeatsNothingOfTheField() {
    assertThatThrownBy(() -> Dictionary.of(List.of("secret=\"canary\", secret=2")))
        .hasMessage("one key stands twice, or there are too many at character 25");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000_000_000L, -1_000_000_000_000_000L})
  void anIntegerOfSixteenDigitsIsNoItem(long value) {
    assertThatThrownBy(() -> new BareItem.Whole(value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "\n", "\u007f"})
  void aStringOfOtherCharactersIsNoItem(String value) {
    assertThatThrownBy(() -> new BareItem.Text(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parametersAreOfTheirKind() throws Exception {
    Member.InnerList list = (Member.InnerList) only("a=();n=1;s=\"x\";t");

    assertThat(list.parameters().integer("n")).hasValue(1);
    assertThat(list.parameters().integer("s")).isEmpty();
    assertThat(list.parameters().string("s")).hasValue("x");
    assertThat(list.parameters().string("t")).isEmpty();
    assertThat(list.parameters().string("u")).isEmpty();
    assertThat(list.parameters().keys()).containsExactly("n", "s", "t");
  }

  private static Member only(String field) throws MalformedField {
    return Dictionary.of(List.of(field)).members().values().iterator().next();
  }

  private static String members(int count) {
    StringBuilder text = new StringBuilder("k0");
    for (int i = 1; i < count; i++) {
      text.append(",k").append(i);
    }
    return text.toString();
  }
}
