package io.mcpguard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 2026-07-28, basic/transports/streamable-http, value encoding. */
class HeaderTextTest {

  /** The table "Encoding examples". */
  @ParameterizedTest
  @CsvSource({
    "us-west1, us-west1",
    "'Hello, 世界', =?base64?SGVsbG8sIOS4lueVjA==?=",
    "' padded ', =?base64?IHBhZGRlZCA=?=",
    "'line1\nline2', =?base64?bGluZTEKbGluZTI=?=",
    "=?base64?literal?=, =?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
  })
  void aTextIsEncodedAsTheTableSays(String text, String header) {
    assertThat(HeaderText.encode(text)).isEqualTo(header);
    assertThat(HeaderText.decode(header)).contains(text);
  }

  /** "Servers MUST decode an encoded … value before comparing it". */
  @ParameterizedTest
  @CsvSource({"=?base64?cGxhaW4=?=, plain", "=?base64??=, ''"})
  void whatNeedNotHaveBeenEncodedIsDecodedToo(String header, String text) {
    assertThat(HeaderText.decode(header)).contains(text);
  }

  /** "These markers are case-sensitive": anything else is a plain value. */
  @ParameterizedTest
  @ValueSource(strings = {"=?BASE64?cGxhaW4=?=", "=?base64?cGxhaW4=", "=?base64?=", "tab\tinside"})
  void whatHasNotBothMarkersIsPlain(String header) {
    assertThat(HeaderText.decode(header)).contains(header);
  }

  /** "MUST reject requests with a recognized … header that contains invalid characters". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "caf\u00e9",
        "nul\u0000",
        "line\n",
        "del\u007f",
        " padded",
        "=?base64?!!!?=",
        "=?base64?cGxhaW4?=",
        "=?base64?cGxhaW5=?=",
        "=?base64?cGxh\naW4=?=",
        "=?base64?/w==?=",
        "=?base64?7aCA?=",
      })
  void aValueThatIsNotValidHasNoText(String header) {
    assertThat(HeaderText.decode(header)).isEmpty();
  }
}
