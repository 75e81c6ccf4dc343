package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of the 2026-07-28 revision in front of a tool server of the legacy revisions. */
@Timeout(60)
class BridgeTest {
  private static final String ALL = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
  private static final String ASKING = "test_input_required_result_";

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;
  private StatelessClient alice;

  @BeforeEach
  void start() throws Exception {
    guard =
        MemoryGuard.over(upstream.url(), "elicitation", "sampling", "roots")
            .awaitTools("test_simple_text");
    upstream.forget();
    alice = guard.stateless("alice").capabilities(ALL);
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /** "Servers MUST implement server/discover": made of what the server said in its handshake. */
  @Test
  void theServerIsDiscoveredInItsHandshake() throws Exception {
    JsonNode offer = alice.request("server/discover", "{}").answer().path("result");

    assertThat(offer.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(offer.at("/capabilities/tools").isObject()).isTrue();
    assertThat(offer.path("resultType").asText()).isEqualTo("complete");
    assertThat(offer.path("cacheScope").asText()).isEqualTo("private");
    assertThat(upstream.hits("server/discover")).isZero();
  }

  /** "resultType MUST be present", "ttlMs and cacheScope MUST be on" lists and what is read. */
  @ParameterizedTest
  @CsvSource({
    "tools/list, '{}'",
    "prompts/list, '{}'",
    "resources/list, '{}'",
    "resources/templates/list, '{}'",
    "resources/read, '{\"uri\":\"test://static-text\"}'",
  })
  void aResultHasWhatTheLaterRevisionDemands(String method, String params) throws Exception {
    JsonNode result = alice.request(method, params).answer().path("result");

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("ttlMs").asInt(-1)).isZero();
    assertThat(result.path("cacheScope").asText()).isEqualTo("private");
  }

  @Test
  void aCallTakesTheGuardsWholeWay() throws Exception {
    Got got = alice.call("test_simple_text", "{}");

    assertThat(got.answer().at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(got.answer().at("/result/_meta/io.mcpguard~1receipt").isObject()).isTrue();
    assertThat(got.answer().path("id").asInt()).isEqualTo(1);
    assertThat(guard.allowed()).containsExactly("tools/call");
    assertThat(guard.ends()).containsExactly("executed");
  }

  @Test
  void whatOnlyTheLaterRevisionHasDoesNotReachTheServer() throws Exception {
    alice.retry("test_simple_text", "{}", "{\"q\":{}}", "none");
    alice.request("tools/call", "{\"name\":\"test_simple_text\",\"inputResponses\":{\"q\":{}}}");

    JsonNode call = upstream.received().getLast().json();
    assertThat(call.path("params").has("inputResponses")).isFalse();
    assertThat(call.toString()).doesNotContain("io.modelcontextprotocol/");
    assertThat(upstream.hits("tools/call")).isEqualTo(1);
  }

  /** "-32002 … now -32602", which no implementation may emit any more. */
  @Test
  void aResourceThatIsNotThereHasTheLaterCode() throws Exception {
    Got got = alice.request("resources/read", "{\"uri\":\"test://nowhere\"}");

    assertThat(got.errorCode()).isEqualTo(-32602);
  }

  @Test
  void aQuestionOfTheServersBecomesAResultAndItsAnswerTheNextCall() throws Exception {
    Got asked = alice.call(ASKING + "elicitation", "{}");

    assertThat(asked.answer().at("/result/resultType").asText()).isEqualTo("input_required");
    assertThat(answered(asked, ASKING + "elicitation", "{\"name\":\"Ada\"}").text())
        .isEqualTo("Hello, Ada!");
    assertThat(upstream.hits("tools/call")).isEqualTo(1);
    assertThat(guard.allowed()).containsExactly("tools/call", "elicitation/create", "answer");
    assertThat(guard.ends()).containsOnly("executed").hasSize(3);
  }

  @Test
  void anAnswerNamesTheCallItIsFor() throws Exception {
    answered(alice.call(ASKING + "elicitation", "{}"), ASKING + "elicitation", "{\"name\":\"A\"}");

    assertThat(guard.awaitDecision("answer").path("parent"))
        .isEqualTo(guard.awaitDecision("tools/call").path("txn"));
  }

  @Test
  void aServerAsksRoundAfterRound() throws Exception {
    Got first = alice.call(ASKING + "multi_round", "{}");
    Got second = answered(first, ASKING + "multi_round", "{\"name\":\"Ada\"}");

    assertThat(second.answer().at("/result/requestState"))
        .isNotEqualTo(first.answer().at("/result/requestState"));
    assertThat(answered(second, ASKING + "multi_round", "{\"color\":\"red\"}").text())
        .isEqualTo("Ada likes red.");
  }

  /** At once is in one piece: else how long it takes from one to the next would decide. */
  @Test
  void whatAServerAsksAtOnceComesInOneResult() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    byte[] questions =
        Stream.of("elicitation/create", "sampling/createMessage", "roots/list")
            .map(method ->
                "data: "
                    + MemoryClient.request('"' + method + '"', method, "{\"message\":\"?\"}")
                    + "\n\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    try (LegacyScript asking =
            LegacyScript.working(request ->
                Reply.events(out -> {
                  out.write(questions);
                  out.flush();
                  over.await();
                }));
        MemoryGuard front =
            MemoryGuard.over(asking.url(), "elicitation", "sampling", "roots").awaitTools("work")) {
      Got got = front.stateless("alice").capabilities(ALL).call("work", "{}");
      over.countDown();

      assertThat(got.answer().at("/result/inputRequests").findValuesAsText("method"))
          .containsExactlyInAnyOrder("elicitation/create", "sampling/createMessage", "roots/list");
    }
  }

  /** "the server SHOULD respond with a new InputRequiredResult requesting the missing" (mrtr). */
  @Test
  void whatWasNotAnsweredIsAskedAgain() throws Exception {
    Got asked = alice.call(ASKING + "elicitation", "{}");

    Got again = alice.retry(ASKING + "elicitation", "{}", "{\"other\":{}}", state(asked));

    assertThat(again.answer().at("/result/inputRequests"))
        .isEqualTo(asked.answer().at("/result/inputRequests"));
    assertThat(answered(again, ASKING + "elicitation", "{\"name\":\"Ada\"}").text())
        .isEqualTo("Hello, Ada!");
  }

  /** "MUST NOT send an inputRequests that the client has not declared support for". */
  @ParameterizedTest
  @CsvSource({
    "test_missing_capability, '{}', sampling",
    "test_missing_capability, '{\"elicitation\":{}}', sampling",
  })
  void aClientIsToldWhatItLacks(String tool, String capabilities, String lacking) throws Exception {
    Got got = alice.capabilities(capabilities).call(tool, "{}");

    assertThat(got.errorCode()).isEqualTo(-32021);
    assertThat(got.answer().at("/error/data/requiredCapabilities/" + lacking).isObject()).isTrue();
    assertThat(guard.ends()).contains("cancelled");
  }

  /** "MUST NOT emit notifications/message for a request that does not include" a level. */
  @ParameterizedTest
  @CsvSource({"'', 0", "debug, 8", "warning, 5", "emergency, 1"})
  void aRequestHearsOfWhatItAskedFor(String level, int messages) throws Exception {
    StatelessClient client = level.isEmpty() ? alice : alice.meta("logLevel", "\"" + level + "\"");

    Got got = client.call("test_logging_tool", "{}");

    assertThat(got.messages()).hasSize(messages + 1);
  }

  /** Two requests of one session have levels of their own. */
  @Test
  void aQuietRequestHearsNothingOfATalkativeOne() throws Exception {
    guard
        .stateless("alice")
        .capabilities(ALL)
        .meta("logLevel", "\"debug\"")
        .call("test_logging_tool", "{}");

    assertThat(alice.call("test_logging_tool", "{}").messages()).hasSize(1);
  }

  @Test
  void progressIsToldUnderTheClientsOwnToken() throws Exception {
    Got got =
        alice.request(
            "tools/call",
            "{\"name\":\"test_tool_with_progress\",\"_meta\":{\"progressToken\":\"p\"}}");

    assertThat(got.messages()).hasSizeGreaterThan(1);
  }

  /** SEP-1699: a server may close the stream and have its client come back for the rest. */
  @Test
  void aStreamThatBreaksOffIsTakenUpAgain() throws Exception {
    assertThat(alice.call("test_reconnection", "{}").text()).isEqualTo("The stream was resumed.");
    assertThat(guard.ends()).containsExactly("executed");
  }

  @Test
  void oneSessionServesAllRequestsOfOneCaller() throws Exception {
    alice.call("test_simple_text", "{}");
    alice.request("tools/list", "{}");
    guard.stateless("alice").capabilities(ALL).call("test_simple_text", "{}");

    assertThat(upstream.hits("initialize")).isEqualTo(1);
  }

  /** No client is asked what it cannot do, and nobody shares a session with somebody else. */
  @Test
  void otherAbilitiesAndOtherUsersHaveOtherSessions() throws Exception {
    alice.call("test_simple_text", "{}");
    guard.stateless("alice").call("test_simple_text", "{}");
    guard.stateless("bob").capabilities(ALL).call("test_simple_text", "{}");

    assertThat(upstream.hits("initialize")).isEqualTo(3);
    assertThat(sessions()).hasSize(3);
  }

  @Test
  void aSessionThatTheServerForgotIsOpenedAnew() throws Exception {
    alice.call("test_simple_text", "{}");
    upstream.endSessions();

    assertThat(alice.call("test_simple_text", "{}").answer().has("result")).isTrue();
    assertThat(upstream.hits("initialize")).isEqualTo(2);
  }

  @Test
  void aRevokedGrantEndsTheSession() throws Exception {
    alice.call("test_simple_text", "{}");

    guard.revokeGrant("grant-of-alice");

    assertThat(alice.call("test_simple_text", "{}").status()).isEqualTo(401);
    assertThat(upstream.hits("tools/call")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "resources/subscribe", "logging/setLevel"})
  void aMethodOfTheLegacyRevisionsIsNotReachedThisWay(String method) throws Exception {
    assertThat(alice.request(method, "{\"uri\":\"test://static-text\"}").errorCode())
        .isEqualTo(-32601);
    assertThat(upstream.hits(method)).isZero();
  }

  private Got answered(Got asked, String tool, String content) throws Exception {
    String key = asked.answer().at("/result/inputRequests").fieldNames().next();
    String responses = "{\"" + key + "\":{\"action\":\"accept\",\"content\":" + content + "}}";
    return alice.retry(tool, "{}", responses, state(asked));
  }

  private static String state(Got got) {
    return got.answer().at("/result/requestState").asText();
  }

  private List<String> sessions() {
    return upstream.received().stream()
        .filter(r -> r.rpcMethod().equals("tools/call"))
        .flatMap(r -> r.headers("Mcp-Session-Id").stream())
        .distinct()
        .toList();
  }
}
