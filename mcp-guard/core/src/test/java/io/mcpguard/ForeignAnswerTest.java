package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.LegacyFixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Contracts §3: an upstream's request to a client "gets an id of the guard's own bound to session,
 * user, agent, upstream and open call; an answer from elsewhere is dropped and recorded".
 */
@Timeout(60)
class ForeignAnswerTest {
  private static final String CAN = "{\"elicitation\":{}}";

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;
  private MemoryClient alice;
  private MemoryExchange call;
  private JsonNode question;

  @BeforeEach
  void ask() throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools("test_elicitation");
    alice = guard.client("alice", "2025-11-25", CAN);
    call =
        alice.stream(
            MemoryClient.request(
                "7", "tools/call", "{\"name\":\"test_elicitation\",\"arguments\":{}}"));
    question = call.next();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void itsOwnAnswerMakesTheCallGoOn() throws Exception {
    assertThat(alice.post(accepting("hers")).status()).isEqualTo(202);

    assertThat(said()).contains("action=accept").contains("hers");
  }

  @Test
  void anAnswerInAnotherSessionIsDroppedAndRecorded() throws Exception {
    MemoryClient bob = guard.client("bob", "2025-11-25", CAN);

    Got dropped = bob.post(accepting("his"));

    assertThat(dropped.status()).isEqualTo(202);
    assertThat(guard.refusals())
        .singleElement()
        .satisfies(leaf -> {
          assertThat(leaf.path("reason").asText()).isEqualTo("invalid_request");
          assertThat(leaf.at("/agent/id").asText()).isEqualTo("agent-of-bob");
        });
    goesOnWithHerAnswer();
  }

  /** Of another session of the very same user and agent it is no answer either. */
  @Test
  void anAnswerInAnotherSessionOfTheSameAgentIsDroppedAndRecorded() throws Exception {
    MemoryClient second = guard.client("alice", "2025-11-25", CAN);

    assertThat(second.post(accepting("another")).status()).isEqualTo(202);

    assertThat(guard.refusals()).hasSize(1);
    goesOnWithHerAnswer();
  }

  @ParameterizedTest
  @CsvSource({"bob, agent-of-bob", "bob, agent-of-alice", "alice, another-agent"})
  void anAnswerInHerSessionByAnybodyElseIsDroppedAndRecorded(String user, String agent)
      throws Exception {
    MemoryClient thief = alice.bearing(guard.token(user, "grant-of-a-thief", agent));

    assertThat(thief.post(accepting("his")).status()).isEqualTo(404);

    assertThat(guard.refusals())
        .extracting(leaf -> leaf.path("reason").asText())
        .containsExactly("unknown_session");
    goesOnWithHerAnswer();
  }

  @Test
  void anAnswerThatComesAgainIsDroppedAndRecorded() throws Exception {
    alice.post(accepting("hers"));
    said();

    assertThat(alice.post(accepting("again")).status()).isEqualTo(202);

    assertThat(guard.refusals()).hasSize(1);
  }

  private void goesOnWithHerAnswer() throws Exception {
    alice.post(accepting("hers"));

    assertThat(said()).contains("hers");
  }

  private String said() throws Exception {
    return call.rest().getLast().at("/result/content/0/text").asText();
  }

  private String accepting(String name) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + question.path("id")
        + ",\"result\":{\"action\":\"accept\",\"content\":{\"username\":\""
        + name
        + "\"}}}";
  }
}
