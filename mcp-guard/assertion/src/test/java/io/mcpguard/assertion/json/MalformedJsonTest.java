package io.mcpguard.assertion.json;

import static io.mcpguard.assertion.json.Texts.refusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.MalformedJson.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal tells: the member, the byte and the fault, and no value. */
class MalformedJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"params\":{\"arguments\":{\"n\":1e400}}}|params.arguments.n",
        "{\"params\":{\"list\":[1,{\"a\":1,\"a\":2}]}}|params.list[1].a",
        "[1,2,x]|[2]",
        "{\"a b\\n\":x}|a?b?n",
      })
  void aRefusalNamesTheMember(String text, String member) {
    assertThat(refusal(text).member()).isEqualTo(member);
  }

  @Test
  void aRefusalSaysWhatIsWrongWithWhat() {
    assertThat(refusal("{\"a\":tru}")).hasMessageStartingWith("member a is not JSON");
    assertThat(refusal("x")).hasMessageStartingWith("the document is not JSON");
  }

  /** A path is no place to write a novel. */
  @Test
  void aLongNameIsCutInTheRefusal() {
    String name = "n".repeat(64);

    assertThat(refusal("{\"" + name + "\":x}").member()).isEqualTo(name);
    assertThat(refusal("{\"" + name + "n\":x}").member()).isEqualTo(name);
    assertThat(refusal("{\"a\":".repeat(63) + "x").member()).hasSize(2 * 63 - 1);
    assertThat(refusal(("{\"" + name + "\":").repeat(8) + "x").member()).hasSize(4 * 65 - 1);
  }

  /** So that whoever sent it finds the byte. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} x|8|TRAILING_BYTES",
        "|0|TRUNCATED",
        "`  `|2|TRUNCATED",
        "{\"a|3|TRUNCATED",
        "{\"a\":tru|8|TRUNCATED",
        "{\"a\":trux|8|SYNTAX",
        "{\"a\" 1}|5|SYNTAX",
        "{1:2}|1|SYNTAX",
        "[1 2]|3|SYNTAX",
        "[01]|1|SYNTAX",
        "[-01]|1|SYNTAX",
        "[1.x]|3|SYNTAX",
        "[1e+x]|4|SYNTAX",
        "[+1]|1|SYNTAX",
        "[\"a\\q\"]|4|SYNTAX",
        "[\"\\u12g4\"]|4|SYNTAX",
        "[\"a\\ud800\"]|3|LONE_SURROGATE",
        "{\"a\":1,\"a\":2}|7|DUPLICATE_MEMBER",
        "{\"id\": 9007199254740992}|7|INTEGER_TOO_LARGE",
        "{\"params\":[1, 1e400]}|14|INEXACT_NUMBER",
      })
  void aRefusalSaysAtWhichByte(String text, int offset, Reason reason) {
    MalformedJson refusal = refusal(text == null ? "" : text);

    assertThat(refusal.offset()).isEqualTo(offset);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageEndingWith("(byte " + offset + ")");
  }

  @Test
  void aRefusedByteIsTheFirstOfItsCharacter() {
    assertThat(refusal("[\"ab\u00c3\"]".getBytes(ISO_8859_1)).offset()).isEqualTo(4);
    assertThat(refusal("[\"a\u0001\"]".getBytes(ISO_8859_1)).offset()).isEqualTo(3);
    assertThat(refusal("[".repeat(65)).offset()).isEqualTo(64);
  }

  @Test
  void aRefusalDoesNotRepeatAValue() {
    assertThat(refusal("{\"params\":{\"password\":\"hunter2\",\"password\":1}}"))
        .hasMessageNotContaining("hunter2");
  }
}
