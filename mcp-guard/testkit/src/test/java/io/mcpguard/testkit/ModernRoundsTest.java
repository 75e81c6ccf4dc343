package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Multi round-trip requests (2026-07-28, basic/patterns/mrtr). */
class ModernRoundsTest {
  private static final String PREFIX = "test_input_required_result_";
  private static final String ALICE =
      "{\"step1\":{\"action\":\"accept\",\"content\":{\"name\":\"Alice\"}}}";
  private static final String BLUE =
      "{\"step2\":{\"action\":\"accept\",\"content\":{\"color\":\"blue\"}}}";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private final ModernClient client =
      new ModernClient(server.url())
          .withCapabilities("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksRoundByRoundAndThenKnowsEveryAnswer() throws Exception {
    String first = state(client.call(PREFIX + "multi_round", "{}"));
    String second = state(retry("multi_round", ALICE, first));

    assertThat(retry("multi_round", BLUE, second).text()).isEqualTo("Alice likes blue.");
  }

  /** "MUST reject state that fails verification" */
  @Test
  void refusesStateThatItsClientChanged() throws Exception {
    String state = state(client.call(PREFIX + "multi_round", "{}"));

    assertThat(retry("multi_round", ALICE, state + "x").errorCode()).isEqualTo(-32602);
  }

  /** "rejecting state presented on a request that does not match" */
  @Test
  void refusesTheStateOfAnotherTool() throws Exception {
    String state = state(client.call(PREFIX + "multi_round", "{}"));

    assertThat(retry("request_state", ALICE, state).errorCode()).isEqualTo(-32602);
  }

  /** "the server SHOULD respond with a new InputRequiredResult" */
  @Test
  void asksAgainForWhatIsMissing() throws Exception {
    String state = state(client.call(PREFIX + "multi_round", "{}"));

    Answer answer = retry("multi_round", BLUE, state);

    assertThat(answer.result().at("/inputRequests/step1").isObject()).isTrue();
  }

  @Test
  void refusesAnAnswerOfTheWrongKind() throws Exception {
    String state = state(client.call(PREFIX + "multi_round", "{}"));

    assertThat(retry("multi_round", "{\"step1\":12345}", state).errorCode()).isEqualTo(-32602);
  }

  /** "the server MUST return a MissingRequiredClientCapabilityError", with HTTP 400. */
  @Test
  void doesNotAskAClientThatCannotAnswer() throws Exception {
    client.withCapabilities("{\"sampling\":{}}");

    Answer answer = client.call(PREFIX + "elicitation", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32021);
    assertThat(answer.message().at("/error/data/requiredCapabilities/elicitation").isObject())
        .isTrue();
  }

  /** "Servers MUST NOT send elicitation requests with modes that are not supported" */
  @Test
  void asksNoFormOfAClientThatOnlyOpensUrls() throws Exception {
    client.withCapabilities("{\"elicitation\":{\"url\":{}}}");

    assertThat(client.call(PREFIX + "elicitation", "{}").errorCode()).isEqualTo(-32021);
  }

  @Test
  void asksOnlyWhatTheClientCanBeAskedWhereThatIsEnough() throws Exception {
    client.withCapabilities("{\"sampling\":{}}");

    JsonNode questions = client.call(PREFIX + "capabilities", "{}").result().path("inputRequests");

    assertThat(questions.properties()).hasSize(1);
    assertThat(questions.at("/greeting/method").asText()).isEqualTo("sampling/createMessage");
  }

  @Test
  void asksForAPromptAndAResourceToo() throws Exception {
    Answer prompt = client.request("prompts/get", "{\"name\":\"" + PREFIX + "prompt\"}");
    Answer resource = client.request("resources/read", "{\"uri\":\"test://confirmed-resource\"}");

    assertThat(prompt.result().path("resultType").asText()).isEqualTo("input_required");
    assertThat(resource.result().path("resultType").asText()).isEqualTo("input_required");
  }

  /** "MUST NOT send independent JSON-RPC requests on this stream" */
  @Test
  void asksInTheResultOfAStreamThatItOpened() throws Exception {
    try (EventReader stream =
        client.stream("tools/call", "{\"name\":\"test_streaming_elicitation\"}")) {
      JsonNode only = stream.nextMessage().orElseThrow();

      assertThat(only.at("/result/resultType").asText()).isEqualTo("input_required");
      assertThat(stream.nextMessage()).isEmpty();
    }
  }

  private Answer retry(String tool, String responses, String state) throws Exception {
    ObjectNode params = Json.object().put("name", PREFIX + tool).put("requestState", state);
    params.putObject("arguments");
    params.set("inputResponses", Json.read(responses));
    return client.request("tools/call", params.toString());
  }

  private static String state(Answer answer) {
    return answer.result().path("requestState").asText();
  }
}
