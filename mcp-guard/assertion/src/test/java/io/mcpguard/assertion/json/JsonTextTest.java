package io.mcpguard.assertion.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that we write are canonical (RFC 8785), whatever is put into them, and when. */
class JsonTextTest {
  private static String text(JsonText json) {
    return new String(json.bytes(), UTF_8);
  }

  @Test
  void anObjectWithoutMembersIsTwoBraces() {
    assertThat(text(JsonText.object())).isEqualTo("{}");
  }

  @Test
  void membersAreSortedHoweverTheyWerePut() {
    JsonText json = JsonText.object().put("b", 1).put("c", 2).put("a", 3).put("aa", 4);

    assertThat(text(json)).isEqualTo("{\"a\":3,\"aa\":4,\"b\":1,\"c\":2}");
  }

  @Test
  void moreMembersThanUsualAreAllThereInOrder() {
    JsonText json = JsonText.object();
    IntStream.iterate(99, i -> i >= 10, i -> i - 1).forEach(i -> json.put("m" + i, i));

    assertThat(text(json))
        .isEqualTo(
            IntStream.rangeClosed(10, 99)
                .mapToObj(i -> "\"m" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}")));
  }

  @Test
  void eachKindOfValueIsWrittenAsItIs() throws MalformedJson {
    JsonValue read = JsonDocument.read("[1.50,{}]".getBytes(UTF_8), ReadRules.answer()).root();
    JsonText json =
        JsonText.object()
            .put("array", List.of("a", "b"))
            .put("empty", List.of())
            .put("false", false)
            .put("number", -7)
            .put("object", JsonText.object().put("in", "side"))
            .putAll("objects", List.of(JsonText.object(), JsonText.object().put("x", 1)))
            .put("read", read)
            .raw("raw", "[null]".getBytes(UTF_8))
            .put("text", "t")
            .put("true", true)
            .putNull("void");

    assertThat(text(json))
        .isEqualTo(
            "{\"array\":[\"a\",\"b\"],\"empty\":[],\"false\":false,\"number\":-7,"
                + "\"object\":{\"in\":\"side\"},\"objects\":[{},{\"x\":1}],\"raw\":[null],"
                + "\"read\":[1.5,{}],\"text\":\"t\",\"true\":true,\"void\":null}");
  }

  @Test
  void aNameIsSetOnce() {
    JsonText json = JsonText.object().put("a", 1).put("b", 2);

    assertThatThrownBy(() -> json.put("a", "again"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: is set already");
  }

  @ParameterizedTest
  @ValueSource(longs = {9007199254740991L, -9007199254740991L})
  void integersUpToTwoToThe53Minus1AreWritten(long integer) {
    assertThat(text(JsonText.object().put("n", integer))).isEqualTo("{\"n\":" + integer + "}");
  }

  @ParameterizedTest
  @ValueSource(longs = {9007199254740992L, -9007199254740992L, Long.MAX_VALUE})
  void integersBeyondAreRefused(long integer) {
    assertThatThrownBy(() -> JsonText.object().put("n", integer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("n: ");
  }

  /** §3.2.2.2, against another implementation: each character below U+0800, and beyond. */
  @Test
  void everyCharacterIsWrittenAsTheReferenceWritesIt() throws IOException {
    String all =
        IntStream.concat(
                IntStream.range(0, 0x800), IntStream.of(0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    byte[] ours = JsonText.object().put("t", all).bytes();

    assertThat(ours).isEqualTo(new JsonCanonicalizer(ours).getEncodedUTF8());
  }

  @Test
  void aTextComesBackAsItWasPut() throws MalformedJson {
    String all =
        IntStream.concat(IntStream.range(0, 0xD800), IntStream.of(0xE000, 0x1F600))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    byte[] json = JsonText.object().put("t", all).bytes();

    JsonObject read = (JsonObject) JsonDocument.read(json, ReadRules.request()).root();
    assertThat(read.string("t")).contains(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"D800", "DC00", "61 DBFF", "DC00 D800", "D800 78"})
  void halfOfASurrogatePairIsNotWritten(String units) {
    String text =
        Stream.of(units.split(" "))
            .map(unit -> Character.toString((char) Integer.parseInt(unit, 16)))
            .collect(Collectors.joining());
    JsonText json = JsonText.object().put("t", text);

    assertThatThrownBy(json::bytes)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lone surrogate");
  }

  @Test
  void aListOfTextsIsAnArray() {
    assertThat(new String(JsonText.strings(List.of("a", "\"", "é")), UTF_8))
        .isEqualTo("[\"a\",\"\\\"\",\"é\"]");
    assertThat(new String(JsonText.strings(List.of()), UTF_8)).isEqualTo("[]");
  }

  @Test
  void aSinkGrowsByWhateverIsPutIntoIt() {
    ByteSink sink = new ByteSink(0);
    String long1 = "x".repeat(100);

    sink.put('a').ascii(long1).put(long1.getBytes(UTF_8), 1, 3).string(long1).zeros(3);

    assertThat(new String(sink.toBytes(), UTF_8)).isEqualTo("a" + long1 + "xx\"" + long1 + "\"000");
    assertThat(sink.length()).isEqualTo(208);
  }
}
