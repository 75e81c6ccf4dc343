package io.mcpguard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Observed: keyed fingerprints of result values (strings of at least 12 characters, numbers of at
 * least 6 digits) found again in later arguments of the same run" (contracts §2, graph).
 */
class DataFlowTest {
  private static final Random RANDOM = new Random(7);

  private final DataFlow flow = new DataFlow(RANDOM);

  @Test
  void aTextOfTwelveCharactersIsSeenAgain() throws Exception {
    Call earlier = told("run-1", "{\"iban\":\"DE0212030000\"}");

    assertThat(flow.behind(call("run-1", "{\"to\":\"DE0212030000\"}")))
        .containsExactly(earlier.id().value());
  }

  @Test
  void aTextOfElevenIsNot() throws Exception {
    told("run-1", "{\"word\":\"incidentals\"}");

    assertThat(flow.behind(call("run-1", "{\"to\":\"incidentals\"}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"123456,true", "12345,false"})
  void aNumberIsSeenAgainFromSixDigitsOn(String number, boolean seen) throws Exception {
    told("run-1", "{\"id\":" + number + "}");

    assertThat(flow.behind(call("run-1", "{\"order\":" + number + "}"))).hasSize(seen ? 1 : 0);
  }

  @Test
  void aWordOfATextIsSeenAgainByItself() throws Exception {
    told(
        "run-1",
        "{\"content\":[{\"type\":\"text\",\"text\":\"Write to carol@example.com, please\"}]}");

    assertThat(flow.behind(call("run-1", "{\"to\":\"carol@example.com\"}"))).hasSize(1);
  }

  @Test
  void anotherRunSeesNothingOfIt() throws Exception {
    told("run-1", "{\"to\":\"carol@example.com\"}");

    assertThat(flow.behind(call("run-2", "{\"to\":\"carol@example.com\"}"))).isEmpty();
  }

  @Test
  void theLatestCallThatToldItIsNamed() throws Exception {
    told("run-1", "{\"to\":\"carol@example.com\"}");
    Call later = told("run-1", "{\"to\":\"carol@example.com\"}");

    assertThat(flow.behind(call("run-1", "{\"to\":\"carol@example.com\"}")))
        .containsExactly(later.id().value());
  }

  @Test
  void noMoreThanSixtyFourValuesOfOneResultAreKept() throws Exception {
    told(
        "run-1",
        IntStream.rangeClosed(1, 65)
            .mapToObj(i -> "\"value-number-" + i + "\"")
            .collect(Collectors.joining(",", "[", "]")));

    assertThat(flow.behind(call("run-1", "{\"a\":\"value-number-64\"}"))).hasSize(1);
    assertThat(flow.behind(call("run-1", "{\"a\":\"value-number-65\"}"))).isEmpty();
  }

  @Test
  void whatStandsFirstInALongTextIsSeenAgain() throws Exception {
    told("run-1", "\"carol@example.com " + "x ".repeat(40_000) + "\"");

    assertThat(flow.behind(call("run-1", "{\"to\":\"carol@example.com\"}"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "[]", "null", "true", "\"  \"", "\"a\\u0000b\""})
  void whatHoldsNoTellingValueTellsNone(String json) throws Exception {
    assertThat(TellingValues.of(json(json))).isEmpty();
  }

  private Call told(String run, String result) throws Exception {
    Call call = call(run, "{}");
    flow.told(call, json(result));
    return call;
  }

  private static Call call(String run, String arguments) {
    byte[] json =
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":%s}}
        """
            .formatted(arguments)
            .getBytes(StandardCharsets.UTF_8);
    Envelope.Single single = (Envelope.Single) new MessageReader(ReadRules.request()).read(json);
    return Call.of(
        ExchangeId.mint(RANDOM),
        (McpMessage.Request) single.message(),
        Conversation.inSession("2025-11-25", run));
  }

  private static JsonValue json(String text) throws Exception {
    return JsonDocument.read(text.getBytes(StandardCharsets.UTF_8), ReadRules.answer()).root();
  }
}
