package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.ModernFixtureServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A22: a {@code requestState} is tampered with or used again. "Servers MUST treat requestState as
 * an attacker-controlled input … and MUST reject state that fails verification" (2026-07-28,
 * basic/patterns/mrtr). The tool server's own checks are not relied on: nothing reaches it.
 */
@Timeout(60)
class A22RequestStateTest {
  private static final String TOOL = "test_input_required_result_multi_round";
  private static final String NAME =
      "{\"step1\":{\"action\":\"accept\",\"content\":{\"name\":\"Alice\"}}}";
  private static final String COLOUR =
      "{\"step2\":{\"action\":\"accept\",\"content\":{\"color\":\"blue\"}}}";

  private static ModernFixtureServer upstream;
  private static MemoryGuard guard;
  private StatelessClient alice;

  @BeforeAll
  static void start() throws Exception {
    upstream = ModernFixtureServer.start();
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools(TOOL);
  }

  @AfterAll
  static void stop() {
    guard.close();
    upstream.close();
  }

  @BeforeEach
  void enter() {
    alice = client("alice");
  }

  /** "the client MUST echo back the exact value": the tool server gets its own state again. */
  @Test
  void aCallGoesOnRoundByRound() throws Exception {
    String second = state(alice.retry(TOOL, "{}", NAME, begun()));

    assertThat(alice.retry(TOOL, "{}", COLOUR, second).text()).isEqualTo("Alice likes blue.");
  }

  @Test
  void theClientNeverSeesTheToolServersOwnState() throws Exception {
    String sealed = begun();

    alice.retry(TOOL, "{}", NAME, sealed);

    String own = upstream.received().getLast().json().at("/params/requestState").asText();
    assertThat(own).isNotEmpty().isNotEqualTo(sealed);
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "30", "60"})
  void aStateThatWasTamperedWithIsRefused(int at) throws Exception {
    StringBuilder state = new StringBuilder(begun());
    state.setCharAt(at, state.charAt(at) == 'A' ? 'B' : 'A');

    refused(alice, TOOL, "{}", state.toString());
  }

  @Test
  void aStateThatIsNoTextIsRefused() throws Exception {
    upstream.forget();
    Got got =
        alice.request(
            "tools/call", "{\"name\":\"" + TOOL + "\",\"arguments\":{},\"requestState\":{}}");

    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.hits("tools/call")).isZero();
  }

  /** "Servers for which a … requestState must be consumed at most once … MUST enforce" it. */
  @Test
  void aStateIsNotUsedAgainAfterItsCallWasCompleted() throws Exception {
    String first = begun();
    String second = state(alice.retry(TOOL, "{}", NAME, first));
    alice.retry(TOOL, "{}", COLOUR, second);

    refused(alice, TOOL, "{}", second);
    refused(alice, TOOL, "{}", first);
  }

  /** "rejecting state presented by a different principal". */
  @Test
  void aStateIsNotTakenFromAnotherUser() throws Exception {
    refused(client("bob"), TOOL, "{}", begun());
  }

  @Test
  void aStateIsNotTakenFromAnotherAgentOfTheSameUser() throws Exception {
    String state = begun();
    StatelessClient other = capable(guard.stateless("alice", "another-agent"));

    refused(other, TOOL, "{}", state);
  }

  /** "rejecting state presented on a request that does not match". */
  @ParameterizedTest
  @CsvSource({
    "test_input_required_result_multi_round, '{\"more\":1}'",
    "test_input_required_result_request_state, '{}'",
    "test_simple_text, '{}'",
  })
  void aStateIsNotTakenWithAnotherCall(String tool, String arguments) throws Exception {
    refused(alice, tool, arguments, begun());
  }

  @Test
  void aStateIsNotTakenWithAnotherMethod() throws Exception {
    String state = begun();
    upstream.forget();

    Got got =
        alice.request(
            "prompts/get", "{\"name\":\"" + TOOL + "\",\"requestState\":\"" + state + "\"}");

    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.hits("prompts/get")).isZero();
  }

  /** "a short expiry (TTL), rejecting state presented after it lapses". */
  @Test
  void aStateIsTakenUntilItsHourIsOver() throws Exception {
    String early = begun();
    guard.pass(Duration.ofMinutes(59));
    assertThat(client("alice").retry(TOOL, "{}", NAME, early).answer().has("result")).isTrue();

    alice = client("alice");
    String late = begun();
    guard.pass(Duration.ofMinutes(60));
    refused(client("alice"), TOOL, "{}", late);
  }

  /** Nobody can use up what is not theirs. */
  @Test
  void aStateThatAnotherTriedIsStillGoodForItsOwner() throws Exception {
    String state = begun();
    refused(client("bob"), TOOL, "{}", state);

    assertThat(alice.retry(TOOL, "{}", NAME, state).answer().has("result")).isTrue();
  }

  /** "The JSON-RPC id MUST be different …, as they are independent requests": decided anew. */
  @Test
  void eachRoundIsACallOfItsOwnInTheRecords() throws Exception {
    String state = begun();
    long before = guard.allowed().stream().filter("tools/call"::equals).count();

    alice.retry(TOOL, "{}", NAME, state);

    assertThat(guard.allowed().stream().filter("tools/call"::equals).count()).isEqualTo(before + 1);
  }

  /** Contracts §1: the continuation "gets a new txn with parent". */
  @Test
  void eachRoundNamesTheOneItGoesOnWith() throws Exception {
    alice.retry(TOOL, "{}", NAME, begun());

    List<JsonNode> rounds = guard.permitted("tools/call");
    JsonNode first = rounds.get(rounds.size() - 2);
    assertThat(first.has("parent")).isFalse();
    assertThat(rounds.getLast().path("parent")).isEqualTo(first.path("txn"));
  }

  private static void refused(StatelessClient who, String tool, String arguments, String state)
      throws Exception {
    upstream.forget();

    Got got = who.retry(tool, arguments, NAME, state);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.hits("tools/call")).isZero();
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("invalid_params");
  }

  private String begun() throws Exception {
    return state(alice.call(TOOL, "{}"));
  }

  private static String state(Got got) {
    assertThat(got.answer().at("/result/resultType").asText()).isEqualTo("input_required");
    return got.answer().at("/result/requestState").asText();
  }

  private static StatelessClient client(String user) {
    return capable(guard.stateless(user));
  }

  private static StatelessClient capable(StatelessClient client) {
    return client.capabilities("{\"elicitation\":{}}");
  }
}
