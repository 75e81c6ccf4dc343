package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.AgentLimits;
import io.mcpguard.upstream.UpstreamConnection;
import io.mcpguard.upstream.UpstreamExchange;
import io.mcpguard.upstream.UpstreamHeaders;
import io.mcpguard.upstream.UpstreamMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * "Outcome for every end a call can have": one record, and it says what the guard saw. Questions
 * end in {@code StatelessResultsTest} and {@code BridgedQuestionsTest}, tasks in {@code TasksTest},
 * what a crash cut off in {@code LostOutcomesTest}, what was revoked in {@code RevocationTest}.
 */
@Timeout(60)
class CallEndsTest {
  private final MixedTools tools = new MixedTools();
  private volatile Duration patience = Duration.ofMinutes(5);
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(tools.upstream().url(), Hasty::new).awaitTools("work");
  }

  @AfterEach
  void stop() {
    tools.close();
    guard.close();
  }

  private static String call(String tool) {
    return "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"}}";
  }

  private void ends(String status, boolean hasResult, String reason) {
    List<JsonNode> outcomes = guard.leavesOf("outcome");
    JsonNode decision =
        guard.leavesOf("decision").stream()
            .filter(leaf -> leaf.path("method").asText().equals("tools/call"))
            .toList()
            .getFirst();
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.getFirst().path("status").asText()).isEqualTo(status);
    assertThat(outcomes.getFirst().path("txn")).isEqualTo(decision.path("txn"));
    assertThat(outcomes.getFirst().has("result_digest")).isEqualTo(hasResult);
    assertThat(outcomes.getFirst().path("reason").asText()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "work, executed, true, ''",
    "fail, errored, true, ''",
    "forbid, refused, false, upstream_refused",
    "away, unknown, false, upstream_wrong",
    "cut, unknown, false, upstream_wrong",
    "flood, unknown, false, upstream_too_large"
  })
  void anAnswerEndsTheCallAsItIs(String tool, String status, boolean hasResult, String reason)
      throws Exception {
    guard.stateless("alice").request("tools/call", call(tool));

    ends(status, hasResult, reason);
  }

  @Test
  void theCodeOfAnErrorStandsInTheOutcome() throws Exception {
    guard.stateless("alice").request("tools/call", call("fail"));

    JsonNode outcome = guard.leavesOf("outcome").getFirst();
    assertThat(outcome.at("/upstream/code").asLong()).isEqualTo(-32000);
  }

  @Test
  void aResultHasNoCode() throws Exception {
    guard.stateless("alice").request("tools/call", call("work"));

    assertThat(guard.leavesOf("outcome").getFirst().path("upstream").has("code")).isFalse();
  }

  @Test
  void anAnswerThatDoesNotComeInTimeMayHaveActed() throws Exception {
    patience = Duration.ofSeconds(1);

    MemoryClient.Got got = guard.stateless("alice").request("tools/call", call("hold"));

    assertThat(got.errorCode()).isEqualTo(1504);
    ends("timed_out", false, "upstream_slow");
  }

  @Test
  void aCallerWhoLeavesCancels() throws Exception {
    MemoryExchange call = guard.stateless("alice").stream("tools/call", call("hold"));
    tools.awaitHeld();

    call.disconnect();

    assertThat(guard.awaitEnd()).isEqualTo("cancelled");
    ends("cancelled", false, "");
  }

  @Test
  void aGuardThatStopsSaysThatItDid() throws Exception {
    guard.stateless("alice").stream("tools/call", call("hold"));
    tools.awaitHeld();

    guard.stopCalls();

    assertThat(guard.awaitEnd()).isEqualTo("unknown");
    ends("unknown", false, "shutting_down");
  }

  @Test
  void aRevocationIsTheReason() throws Exception {
    guard.stateless("alice").stream("tools/call", call("hold"));
    tools.awaitHeld();

    guard.revokeGrant("grant-of-alice");

    assertThat(guard.awaitEnd()).isEqualTo("unknown");
    ends("unknown", false, "grant_revoked");
  }

  @Test
  void aBoundIsTheReason() throws Exception {
    try (MemoryGuard full =
        MemoryGuard.over(tools.upstream().url(), new AgentLimits(1, 1, 1)).awaitTools("work")) {
      full.stateless("alice").stream("tools/call", call("hold"));
      tools.awaitHeld();

      full.stateless("alice").request("tools/call", call("work"));

      JsonNode outcome = full.leavesOf("outcome").getFirst();
      assertThat(outcome.path("status").asText()).isEqualTo("refused");
      assertThat(outcome.path("reason").asText()).isEqualTo("too_many_calls");
    }
  }

  /** Waits for no answer longer than the test does. */
  private final class Hasty implements UpstreamConnection {
    private final UpstreamConnection connection;

    Hasty(UpstreamConnection connection) {
      this.connection = connection;
    }

    @Override
    public UpstreamExchange send(UpstreamMessage message, Deadline deadline) {
      return connection.send(message, Deadline.in(patience));
    }

    @Override
    public UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline) {
      return connection.openStream(headers, deadline);
    }

    @Override
    public UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline) {
      return connection.endSession(headers, deadline);
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
