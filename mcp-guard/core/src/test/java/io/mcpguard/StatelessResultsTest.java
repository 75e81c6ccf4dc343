package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool server of the 2026-07-28 revision answers, and what of it reaches the client. */
@Timeout(60)
class StatelessResultsTest {
  private static final String FORM =
      "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":{}}}";
  private static final String SAMPLE =
      "{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[],\"maxTokens\":1}}";

  private final StatelessUpstream upstream = new StatelessUpstream();
  private MemoryGuard guard;
  private StatelessClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools("work");
    alice = guard.stateless("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void aResultComesWithItsReceipt() throws Exception {
    JsonNode result = alice.call("work", "{}").answer().path("result");

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.at("/_meta/io.mcpguard~1receipt/decision").asText()).isEqualTo("allow");
    assertThat(guard.ends()).containsExactly("executed");
  }

  /** "Cached responses … MUST NOT be shared across authorization contexts" (caching). */
  @Test
  void whatOneMayReadNoCacheGivesToAnother() throws Exception {
    upstream.gives("{\"contents\":[],\"resultType\":\"complete\",\"cacheScope\":\"public\"}");

    Got got = alice.request("resources/read", "{\"uri\":\"a:b\"}");

    assertThat(got.answer().at("/result/cacheScope").asText()).isEqualTo("private");
  }

  /**
   * "resultType MUST be present", and "ttlMs and cacheScope MUST be" on what caches may keep: a
   * tool server that leaves them out is no reason for the guard to.
   */
  @ParameterizedTest
  @CsvSource({
    "server/discover, '\"supportedVersions\":[]', '{}'",
    "tools/list, '\"tools\":[]', '{}'",
    "prompts/list, '\"prompts\":[]', '{}'",
    "resources/list, '\"resources\":[]', '{}'",
    "resources/templates/list, '\"resourceTemplates\":[]', '{}'",
    "resources/read, '\"contents\":[]', '{\"uri\":\"a:b\"}'",
  })
  void whatAResultMustSayOfItselfItSays(String method, String members, String params)
      throws Exception {
    upstream.gives("{" + members + "}").lists("{" + members + "}");
    upstream.offers("\"result\":{" + members + "}");

    JsonNode result = alice.request(method, params).answer().path("result");

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("ttlMs").toString()).isEqualTo("0");
    assertThat(result.path("cacheScope").asText()).isEqualTo("private");
  }

  /** How long it stays fresh its server knows; what is no time at all is its client's to judge. */
  @ParameterizedTest
  @ValueSource(strings = {"5", "0", "-1", "\"5\"", "null"})
  void whatTheServerSaysOfTimeArrivesAsItSaidIt(String said) throws Exception {
    upstream.gives("{\"contents\":[],\"ttlMs\":" + said + "}");

    Got got = alice.request("resources/read", "{\"uri\":\"a:b\"}");

    assertThat(got.answer().at("/result/ttlMs").toString()).isEqualTo(said);
  }

  /** Nothing keeps the result of a call, so that it needs no word on it. */
  @Test
  void whatNobodyKeepsSaysOnlyOfWhichTypeItIs() throws Exception {
    upstream.gives("{\"content\":[]}");

    JsonNode result = alice.call("work", "{}").answer().path("result");

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.has("ttlMs")).isFalse();
    assertThat(result.has("cacheScope")).isFalse();
  }

  /** "absent … MUST treat as complete", and an unknown one is not valid (basic/index). */
  @ParameterizedTest
  @CsvSource({"'', true", "'\"resultType\":\"task\",', false", "'\"resultType\":1,', false"})
  void aResultIsOfATypeThatIsSpokenHere(String type, boolean passes) throws Exception {
    upstream.gives("{" + type + "\"content\":[]}");

    Got got = alice.call("work", "{}");

    assertThat(got.answer().has("result")).isEqualTo(passes);
    assertThat(guard.ends()).containsExactly("executed");
  }

  /** Tasks extension: a task is begun only for a client that declared it on that request. */
  @ParameterizedTest
  @CsvSource({
    "'{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}', true",
    "'{\"extensions\":{\"com.example/x\":{}}}', false",
    "{}, false",
  })
  void aTaskIsBegunForWhoeverDeclaredTasks(String capabilities, boolean passes) throws Exception {
    upstream.gives(
        "{\"resultType\":\"task\",\"taskId\":\"t-1\",\"status\":\"working\",\"ttlMs\":1}");

    Got got = alice.capabilities(capabilities).call("work", "{}");

    assertThat(got.answer().at("/result").has("taskId")).isEqualTo(passes);
    assertThat(got.errorCode()).isEqualTo(passes ? 0 : 1502);
  }

  /** "MUST NOT send InputRequiredResult responses on any other client requests" (mrtr). */
  @ParameterizedTest
  @CsvSource({
    "tools/list, '\"tools\":[],'",
    "prompts/list, '\"prompts\":[],'",
    "server/discover, '\"supportedVersions\":[],'",
  })
  void nothingIsAskedWhereNothingMayBe(String method, String members) throws Exception {
    String asking =
        "{" + members + "\"resultType\":\"input_required\",\"inputRequests\":{\"q\":" + FORM + "}}";
    upstream.gives(asking).lists(asking).offers("\"result\":" + asking);

    Got got = alice.request(method, "{}");

    assertThat(got.errorCode()).isEqualTo(1502);
    assertThat(got.answer().toString()).doesNotContain("requestedSchema");
  }

  @Test
  void aQuestionThatMayBeAskedIsRecordedAndAsked() throws Exception {
    upstream.gives(asking("\"name\":" + FORM));

    Got got = alice.call("work", "{}");

    assertThat(got.answer().at("/result/inputRequests/name/method").asText())
        .isEqualTo("elicitation/create");
    assertThat(guard.allowed()).containsExactly("tools/call", "elicitation/create");
    assertThat(guard.ends()).containsExactly("executed", "executed");
  }

  /** Contracts §3: "denied unless may-ask of that upstream names it". */
  @Test
  void oneThatMayNotBeAskedRefusesTheWholeResult() throws Exception {
    upstream.gives(asking("\"name\":" + FORM + ",\"model\":" + SAMPLE));

    Got got = alice.call("work", "{}");

    assertThat(got.errorCode()).isEqualTo(1403);
    assertThat(got.answer().toString()).doesNotContain("requestedSchema", "maxTokens");
    assertThat(guard.refusals().getLast().path("method").asText())
        .isEqualTo("sampling/createMessage");
    assertThat(guard.ends()).containsExactlyInAnyOrder("executed", "refused");
  }

  /** Contracts §3: "URL elicitation only to elicitation-hosts, https". */
  @ParameterizedTest
  @CsvSource({
    "https://pay.example/x, true",
    "http://pay.example/x, false",
    "https://evil.example/x, false"
  })
  void aPersonIsSentWhereTheOperatorSaidOnly(String url, boolean passes) throws Exception {
    upstream.gives(
        asking(
            "\"go\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"?\","
                + "\"url\":\""
                + url
                + "\"}}"));

    assertThat(alice.call("work", "{}").answer().has("result")).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({"64, true", "65, false"})
  void aResultAsksSoManyThingsAtMost(int count, boolean passes) throws Exception {
    upstream.gives(
        asking(
            IntStream.range(0, count)
                .mapToObj(i -> "\"q" + i + "\":" + FORM)
                .collect(Collectors.joining(","))));

    assertThat(alice.call("work", "{}").answer().has("result")).isEqualTo(passes);
    assertThat(guard.allowed()).hasSize(passes ? 1 + count : 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"inputRequests\":[]",
        "\"inputRequests\":{\"q\":1}",
        "\"requestState\":{\"of\":\"mine\"}"
      })
  void whatAsksInNoKnownFormIsRefused(String members) throws Exception {
    upstream.gives("{\"resultType\":\"input_required\"," + members + "}");

    Got got = alice.call("work", "{}");

    assertThat(got.errorCode()).isEqualTo(1502);
    assertThat(got.answer().toString()).doesNotContain("mine");
  }

  /** Contracts §1: what stands under {@code io.mcpguard/} in {@code _meta} is removed. */
  @Test
  void aQuestionDoesNotSpeakForTheGuard() throws Exception {
    upstream.gives(
        asking(
            "\"q\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"_meta\":"
                + "{\"io.mcpguard/approved\":true,\"theirs\":1}}}"));

    JsonNode meta = alice.call("work", "{}").answer().at("/result/inputRequests/q/params/_meta");

    assertThat(meta.toString()).isEqualTo("{\"theirs\":1}");
  }

  /** "Servers MUST NOT send independent JSON-RPC requests" on a response's stream. */
  @ParameterizedTest
  @ValueSource(strings = {"elicitation/create", "sampling/createMessage", "ping"})
  void aRequestOfTheServersIsDroppedAndRecorded(String method) throws Exception {
    upstream.answers(request ->
        Reply.events(out -> {
          String asked =
              "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"" + method + "\",\"params\":{}}";
          String done = StatelessUpstream.message(request, "\"result\":{\"content\":[]}");
          out.write(event(asked));
          out.write(event(done));
        }));

    Got got = alice.call("work", "{}");

    assertThat(got.messages()).hasSize(1);
    assertThat(got.answer().has("result")).isTrue();
    assertThat(guard.awaitRefusal(method).path("reason").asText()).isEqualTo("policy_denied");
    assertThat(upstream.received("")).isEmpty();
  }

  /** Statuses that this revision demands: 400 for -32021, 404 for -32601. */
  @ParameterizedTest
  @CsvSource({"400, -32021", "404, -32601", "200, -32602"})
  void anErrorComesWithItsStatus(int status, int code) throws Exception {
    upstream.fails(status, "{\"code\":" + code + ",\"message\":\"no\"}");

    Got got = alice.call("work", "{}");

    assertThat(got.status()).isEqualTo(status);
    assertThat(got.errorCode()).isEqualTo(code);
  }

  /** "Closing the SSE response stream MUST be interpreted as cancellation". */
  @Test
  void aClientThatLeavesCancelsItsCall() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    upstream.answers(request ->
        Reply.events(out -> {
          try {
            while (true) {
              out.write(
                  event(
                      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
                          + "\"params\":{\"progressToken\":1}}"));
              out.flush();
              Thread.onSpinWait();
            }
          } catch (IOException left) {
            cut.countDown();
            throw left;
          }
        }));
    MemoryExchange call =
        alice.stream(
            "tools/call", "{\"name\":\"work\",\"arguments\":{},\"_meta\":{\"progressToken\":1}}");
    call.next();

    call.leave();

    assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.awaitEnd()).isEqualTo("cancelled");
  }

  /** "Filtered gateways must reflect what they actually honour" (server/discover). */
  @Test
  void whatIsOfferedIsWhatIsSpokenHere() throws Exception {
    upstream.offers(
        "\"result\":{\"supportedVersions\":[\"2026-07-28\",\"2031-01-01\"],\"capabilities\":"
            + "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{},\"com.example/x\":{}}},"
            + "\"cacheScope\":\"public\",\"_meta\":{\"io.mcpguard/receipt\":1}}");

    JsonNode offer = alice.request("server/discover", "{}").answer().path("result");

    assertThat(offer.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(offer.at("/capabilities/extensions").toString())
        .isEqualTo("{\"io.modelcontextprotocol/tasks\":{},\"com.example/x\":{}}");
    assertThat(offer.path("cacheScope").asText()).isEqualTo("private");
    assertThat(offer.path("_meta").isEmpty()).isTrue();
  }

  /** An upstream is not told of what it may use only to be refused. */
  @Test
  void anUpstreamIsToldOfNoMoreThanItMayUse() throws Exception {
    alice
        .capabilities(
            "{\"elicitation\":{\"url\":{}},\"sampling\":{},\"roots\":{},\"tasks\":{},"
                + "\"extensions\":{\"io.modelcontextprotocol/tasks\":{},\"com.example/x\":{}}}")
        .call("work", "{}");

    assertThat(
            upstream
                .received("tools/call")
                .getFirst()
                .json()
                .at("/params/_meta/io.modelcontextprotocol~1clientCapabilities")
                .toString())
        .isEqualTo(
            "{\"elicitation\":{\"url\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{},\"com.example/x\":{}}}");
  }

  private static String asking(String requests) {
    return "{\"resultType\":\"input_required\",\"inputRequests\":{" + requests + "}}";
  }

  private static byte[] event(String json) {
    return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
