package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server of 2026-07-28 wants to know in a result, a legacy client is asked in a request. */
@Timeout(60)
class BridgedQuestionsTest {
  private static final String CAN =
      "{\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}},\"roots\":{}}";
  private static final String ACCEPTED =
      "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\",\"ok\":true,\"color\":\"red\"}}";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard =
        MemoryGuard.over(server.url(), "elicitation", "sampling", "roots")
            .awaitTools("test_simple_text");
    alice = guard.client("alice", "2025-11-25", CAN);
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  @Test
  void aQuestionIsARequestInTheStreamOfItsCall() throws Exception {
    MemoryExchange call = call("test_input_required_result_elicitation");

    JsonNode question = call.next();

    assertThat(question.path("jsonrpc").asText()).isEqualTo("2.0");
    assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
    assertThat(question.at("/params/message").asText()).isEqualTo("What is your name?");
  }

  @Test
  void itsAnswerMakesTheCallGoOn() throws Exception {
    MemoryExchange call = call("test_input_required_result_elicitation");

    MemoryClient.Got taken = answer(alice, call.next(), ACCEPTED);

    JsonNode last = call.rest().getLast();
    assertThat(taken.status()).isEqualTo(202);
    assertThat(last.path("id").asInt()).isEqualTo(7);
    assertThat(last.at("/result/content/0/text").asText()).isEqualTo("Hello, Ada!");
  }

  /** "The retry MUST use a new id" (2026-07-28, basic/patterns/mrtr). */
  @Test
  void theCallThatGoesOnIsTheSameUnderAnotherId() throws Exception {
    MemoryExchange call = call("test_input_required_result_request_state");
    answer(alice, call.next(), ACCEPTED);

    JsonNode last = call.rest().getLast();

    JsonNode first = called().getFirst();
    JsonNode again = called().getLast();
    assertThat(last.at("/result/content/0/text").asText()).isEqualTo("state-ok, confirmed: true");
    assertThat(again.path("id")).isNotEqualTo(first.path("id"));
    assertThat(again.at("/params/arguments")).isEqualTo(first.at("/params/arguments"));
    assertThat(again.at("/params/inputResponses/confirm/action").asText()).isEqualTo("accept");
  }

  @Test
  void eachRoundIsDecidedAndRecordedAndAllAreOfOneRun() throws Exception {
    MemoryExchange call = call("test_input_required_result_multi_round");
    answer(alice, call.next(), ACCEPTED);
    answer(alice, call.next(), ACCEPTED);

    JsonNode last = call.rest().getLast();

    List<JsonNode> decisions = guard.permitted("tools/call");
    assertThat(last.at("/result/content/0/text").asText()).isEqualTo("Ada likes red.");
    assertThat(decisions)
        .extracting(leaf -> leaf.path("txn").asText())
        .hasSize(3)
        .doesNotHaveDuplicates();
    assertThat(decisions)
        .extracting(leaf -> leaf.path("run").asText())
        .containsOnly(decisions.getFirst().path("run").asText());
    assertThat(guard.permitted("elicitation/create")).hasSize(2);
  }

  /** Contracts §1: the continuation "gets a new txn with parent", with a state or without one. */
  @ParameterizedTest
  @ValueSource(strings = {"elicitation", "request_state"})
  void theCallThatGoesOnNamesTheOneBeforeIt(String tool) throws Exception {
    MemoryExchange call = call("test_input_required_result_" + tool);
    answer(alice, call.next(), ACCEPTED);

    var unused = call.rest();

    List<JsonNode> decisions = guard.permitted("tools/call");
    assertThat(decisions.getFirst().has("parent")).isFalse();
    assertThat(decisions.getLast().path("parent")).isEqualTo(decisions.getFirst().path("txn"));
    assertThat(asserted().getFirst()).doesNotContain("\"parent\"");
    assertThat(asserted().getLast()).contains("\"parent\":" + decisions.getFirst().path("txn"));
  }

  @Test
  void severalThingsAskedAtOnceAreSeveralRequests() throws Exception {
    MemoryExchange call = call("test_input_required_result_multiple_inputs");
    for (int i = 0; i < 3; i++) {
      JsonNode question = call.next();
      answer(
          alice,
          question,
          switch (question.path("method").asText()) {
            case "roots/list" -> "{\"roots\":[]}";
            case "elicitation/create" -> ACCEPTED;
            default ->
                "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"Hi\"}}";
          });
    }

    assertThat(call.rest().getLast().at("/result/content/0/text").asText()).isEqualTo("Hi Ada, []");
  }

  @Test
  void aPromptMayAskToo() throws Exception {
    MemoryExchange call =
        alice.stream(
            MemoryClient.request(
                "8", "prompts/get", "{\"name\":\"test_input_required_result_prompt\"}"));
    answer(alice, call.next(), "{\"action\":\"accept\",\"content\":{\"context\":\"tea\"}}");

    assertThat(call.rest().getLast().at("/result/messages/0/content/text").asText())
        .isEqualTo("Use this context: tea");
  }

  @Test
  void aQuestionIsAnsweredOnce() throws Exception {
    MemoryExchange call = call("test_input_required_result_elicitation");
    JsonNode question = call.next();
    answer(alice, question, ACCEPTED);

    MemoryClient.Got second = answer(alice, question, "{\"action\":\"decline\"}");

    assertThat(second.status()).isEqualTo(202);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("invalid_request");
    assertThat(call.rest().getLast().at("/result/content/0/text").asText())
        .isEqualTo("Hello, Ada!");
  }

  @Test
  void nobodyElseAnswersIt() throws Exception {
    MemoryClient bob = guard.client("bob", "2025-11-25", CAN);
    MemoryExchange call = call("test_input_required_result_elicitation");
    JsonNode question = call.next();

    answer(bob, question, "{\"action\":\"accept\",\"content\":{\"name\":\"Bob\"}}");
    answer(alice, question, ACCEPTED);

    assertThat(call.rest().getLast().at("/result/content/0/text").asText())
        .isEqualTo("Hello, Ada!");
  }

  @Test
  void anErrorIsAPersonsCancelling() throws Exception {
    MemoryExchange call =
        alice.stream(
            MemoryClient.request(
                "7",
                "tools/call",
                "{\"name\":\"test_elicitation\",\"arguments\":{\"message\":\"?\"}}"));
    fail(alice, call.next());

    assertThat(call.rest().getLast().at("/result/content/0/text").asText())
        .contains("action=cancel");
  }

  @Test
  void anErrorInPlaceOfWhatAModelSaysEndsTheCall() throws Exception {
    MemoryExchange call = call("test_input_required_result_sampling");
    fail(alice, call.next());

    JsonNode last = call.rest().getLast();

    assertThat(last.path("id").asInt()).isEqualTo(7);
    assertThat(last.at("/error/code").asInt()).isEqualTo(1424);
    assertThat(last.at("/error/data/reason").asText()).isEqualTo("input_missing");
  }

  @Test
  void aClientIsNotAskedWhatItCannotDo() throws Exception {
    try (OneToolServer pushy = OneToolServer.asking(form());
        MemoryGuard front = over(pushy)) {
      MemoryClient unable = front.client("alice", "2025-11-25", "{\"sampling\":{}}");

      assertThat(unable.call("work", "{}").errorCode()).isEqualTo(1502);
    }
  }

  /** "elicitationId: the unique identifier of the elicitation" (2025-11-25, client/elicitation). */
  @Test
  void aUrlElicitationHasAnIdOfItsOwn() throws Exception {
    try (OneToolServer pushy = OneToolServer.asking(url());
        MemoryGuard front = over(pushy)) {
      JsonNode question =
          front.client("alice", "2025-11-25", CAN).stream(
                  MemoryClient.request("1", "tools/call", "{\"name\":\"work\"}"))
              .next();

      assertThat(question.at("/params/url").asText()).isEqualTo("https://pay.example/1");
      assertThat(question.at("/params/elicitationId").asText()).isNotEmpty();
    }
  }

  @Test
  void clientsOfEarlierRevisionsAreSentNowhere() throws Exception {
    try (OneToolServer pushy = OneToolServer.asking(url());
        MemoryGuard front = over(pushy)) {
      MemoryClient earlier = front.client("alice", "2025-06-18", CAN);

      assertThat(earlier.call("work", "{}").errorCode()).isEqualTo(1502);
      assertThat(OneToolServer.meta(pushy.calls().getFirst(), "clientCapabilities").toString())
          .isEqualTo("{\"elicitation\":{},\"roots\":{},\"sampling\":{}}");
    }
  }

  @Test
  void aServerThatNeverStopsAskingIsNotAskedAgain() throws Exception {
    try (OneToolServer pushy =
            OneToolServer.giving(
                request -> "{\"resultType\":\"input_required\",\"requestState\":\"again\"}");
        MemoryGuard front = over(pushy)) {
      MemoryClient.Got got = front.client("alice").call("work", "{}");

      assertThat(got.errorCode()).isEqualTo(1502);
      assertThat(pushy.calls()).hasSize(9);
    }
  }

  private static MemoryGuard over(OneToolServer upstream) throws Exception {
    return MemoryGuard.over(upstream.url(), "elicitation", "sampling", "roots").awaitTools("work");
  }

  private static String form() {
    return "{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":{}}}}";
  }

  private static String url() {
    return "{\"a\":{\"method\":\"elicitation/create\",\"params\":"
        + "{\"mode\":\"url\",\"message\":\"Pay\",\"url\":\"https://pay.example/1\"}}}";
  }

  private MemoryExchange call(String tool) {
    return alice.stream(
        MemoryClient.request("7", "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{}}"));
  }

  private static MemoryClient.Got answer(MemoryClient client, JsonNode question, String result)
      throws Exception {
    return client.post(
        "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":" + result + "}");
  }

  private static void fail(MemoryClient client, JsonNode question) throws Exception {
    client.post(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + question.path("id")
            + ",\"error\":{\"code\":-1,\"message\":\"no\"}}");
  }

  /** What the server was told in the assertion of each call. */
  private List<String> asserted() {
    return server.received().stream()
        .filter(request -> request.rpcMethod().equals("tools/call"))
        .map(request -> request.header("Txn-Token").orElseThrow().split("\\.", 3)[1])
        .map(claims -> new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .toList();
  }

  private List<JsonNode> called() {
    return server.received().stream()
        .filter(request -> request.rpcMethod().equals("tools/call"))
        .map(Received::json)
        .toList();
  }
}
