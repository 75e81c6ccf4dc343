package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.LegacyFixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A22 where the call waits here: the {@code requestState} is a handle of a call that is open at a
 * legacy server. Whoever else has it, or has it again, is answered like somebody who made it up.
 */
@Timeout(60)
class A22OpenCallTest {
  private static final String TOOL = "test_input_required_result_elicitation";

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;
  private StatelessClient alice;
  private String key;
  private String state;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools(TOOL);
    alice = capable(guard.stateless("alice"));
    Got asked = alice.call(TOOL, "{}");
    key = asked.answer().at("/result/inputRequests").fieldNames().next();
    state = asked.answer().at("/result/requestState").asText();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void aHandleIsGoodOnce() throws Exception {
    assertThat(retry(alice, TOOL, "{}", state).text()).isEqualTo("Hello, Ada!");

    refused(retry(alice, TOOL, "{}", state));
  }

  @Test
  void aHandleIsNotTakenFromAnotherUser() throws Exception {
    refused(retry(capable(guard.stateless("bob")), TOOL, "{}", state));

    assertThat(retry(alice, TOOL, "{}", state).text()).isEqualTo("Hello, Ada!");
  }

  @Test
  void aHandleIsNotTakenFromAnotherAgentOfTheSameUser() throws Exception {
    refused(retry(capable(guard.stateless("alice", "another-agent")), TOOL, "{}", state));
  }

  @ParameterizedTest
  @CsvSource({
    "test_input_required_result_elicitation, '{\"more\":1}'",
    "test_input_required_result_sampling, '{}'",
  })
  void aHandleIsNotTakenWithAnotherCall(String tool, String arguments) throws Exception {
    refused(retry(alice, tool, arguments, state));
  }

  @Test
  void aHandleThatWasTamperedWithIsNone() throws Exception {
    refused(retry(alice, TOOL, "{}", state + "A"));
  }

  /** The question has an id of the guard's own; an answer to anything else reaches nobody. */
  @Test
  void anAnswerToWhatWasNotAskedReachesNobody() throws Exception {
    upstream.forget();

    alice.retry(TOOL, "{}", "{\"ask-1\":{\"action\":\"accept\"}}", state);

    assertThat(upstream.received()).isEmpty();
  }

  private Got retry(StatelessClient who, String tool, String arguments, String handle)
      throws Exception {
    upstream.forget();
    return who.retry(
        tool,
        arguments,
        "{\"" + key + "\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}",
        handle);
  }

  private void refused(Got got) {
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.received()).isEmpty();
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("invalid_params");
  }

  private static StatelessClient capable(StatelessClient client) {
    return client.capabilities("{\"elicitation\":{}}");
  }
}
