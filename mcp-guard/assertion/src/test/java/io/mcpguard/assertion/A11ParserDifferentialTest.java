package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpguard.assertion.json.Jcs;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack A11: guard and server read two different things in the same bytes. */
class A11ParserDifferentialTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final List<String> TEXTS =
      List.of("a", "", "é€😀", "\\u00e9", "\\ud83d\\ude00", "\\n\\/\\\\", "\\u0000", "\u007f");
  private static final List<String> NUMBERS =
      List.of("0", "-0", "1.10", "1e2", "9007199254740991", "5e-324", "1e21", "0.1", "-1.5E-7");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsAcceptedReadsTheSameInThreeParsers(long seed) throws IOException, MalformedJson {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String text = "{\"params\":" + value(random, 4) + "}";

      byte[] ours = canonical(text);

      assertThat(new String(ours, UTF_8)).isEqualTo(new JsonCanonicalizer(text).getEncodedString());
      assertThat(widened(JACKSON.readTree(text))).isEqualTo(widened(JACKSON.readTree(ours)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':1,'a':2}",
        "{'a':1,'\\u0061':2}",
        "{'params':{'n':1e400}}",
        "{'params':{'n':9007199254740993.0}}",
        "{'n':9007199254740993}",
        "{'s':'\\ud800'}",
        "\uFEFF{}",
        "{} {}",
        "{'a':1}garbage",
        "{'a':01}",
        "{'a':NaN}",
        "{'a':1,}",
        "{'a':'\t'}",
        "{'a':/**/1}",
      })
  void whatParsersReadDifferentlyIsRefused(String text) {
    byte[] bytes = text.replace('\'', '"').getBytes(UTF_8);

    assertThat(
            catchThrowableOfType(
                MalformedJson.class, () -> JsonDocument.read(bytes, ReadRules.request())))
        .isNotNull();
  }

  @Test
  void whatWasReadReadsTheSameFromItsCanonicalBytes() throws MalformedJson {
    byte[] once = canonical(Fixture.PAY);

    assertThat(canonical(new String(once, UTF_8))).isEqualTo(once);
  }

  private static byte[] canonical(String text) throws MalformedJson {
    return Jcs.bytes(JsonDocument.read(text.getBytes(UTF_8), ReadRules.request()).root());
  }

  /** Jackson tells 1 from 1.0; what counts is the number. */
  private static String widened(JsonNode node) {
    if (node.isNumber()) {
      return Double.toString(node.doubleValue() + 0.0);
    }
    StringBuilder text = new StringBuilder(node.isContainerNode() ? "(" : node.toString());
    if (node.isObject()) {
      node.properties().stream()
          .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
          .forEach(member -> text.append(member.getKey()).append(widened(member.getValue())));
    } else if (node.isArray()) {
      node.forEach(element -> text.append(widened(element)).append(','));
    }
    return text.toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> pick(random, List.of("true", "false", "null"));
      case 1 -> "\"" + pick(random, TEXTS) + "\"";
      case 2 -> pick(random, NUMBERS);
      case 3 -> Integer.toString(random.nextInt());
      case 4 -> "[" + value(random, depth - 1) + " , " + value(random, depth - 1) + "]";
      default -> {
        String first = pick(random, TEXTS);
        yield "{\""
            + first
            + "x\":"
            + value(random, depth - 1)
            + ",\""
            + first
            + "y\" : "
            + value(random, depth - 1)
            + "}";
      }
    };
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
