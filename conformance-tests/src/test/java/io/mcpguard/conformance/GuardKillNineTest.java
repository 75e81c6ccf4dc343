package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.Verification;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole guard under load, killed by SIGKILL at a random point, round after round over the same
 * data directory.
 *
 * <p>{@code -Dkill.rounds=N} sets the number of rounds, {@code -Dkill.seed=N} the random points.
 */
class GuardKillNineTest {
  private static final int CALLERS = 8;
  private static final int MOST_CALLS = 200;

  @TempDir private Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private final Set<String> forwarded = new HashSet<>();
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final List<ScriptedClient> clients = new ArrayList<>();
  private Guard guard;
  private LedgerLeaves leaves;

  @BeforeEach
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream) + "tokens: { access: 12h }\n");
    guard.restart("", ""); // only a clean stop keeps loaded classes for the starts to come
    leaves = new LedgerLeaves(guard.ledger());
    String token = guard.login("echo", "echo.use").access();
    for (int caller = 0; caller < CALLERS; caller++) {
      clients.add(guard.client("echo", token));
    }
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  /**
   * "The decision record is durable before anything is forwarded" (architecture, the way), and
   * "nothing acknowledged is missing": each receipt that a client got names its record's place.
   */
  @Test
  void whereverTheGuardDiesEveryForwardedCallWasRecordedBefore() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    Random random = new Random(seed);
    int rounds = Integer.getInteger("kill.rounds", 20);
    for (int round = 0; round < rounds; round++) {
      String where = "round " + round + " of -Dkill.seed=" + seed;
      killUnderLoad(random.nextInt(MOST_CALLS), where);

      guard.startAgain();

      leaves.readUntilEnded();
      assertThat(leaves.missing(forwarded)).as("sent, not recorded, " + where).isEmpty();
      assertThat(leaves.allowed()).as("receipts, " + where).containsAllEntriesOf(acknowledged);
      assertThat(leaves.open()).as("calls without an outcome, " + where).isEmpty();
      assertThat(leaves.stray()).as("outcomes too many, " + where).isEmpty();
      shakeHandsAgain();
    }
    assertThat(acknowledged).as("results that clients got").isNotEmpty();
    assertThat(leaves.ended("unknown")).as("calls that were cut off").isPositive();
    assertThat(leaves.ended("executed")).isPositive();
  }

  private void killUnderLoad(int calls, String where) throws Exception {
    long before = upstream.hits();
    CallLoad load = CallLoad.of("echo", clients);
    load.until(calls + " calls, " + where, () -> upstream.hits() - before > calls);
    guard.kill();
    List<Answer> answers = load.stop();
    assertThat(answers).as(where).extracting(Answer::text).isSubsetOf("x");
    answers.forEach(answer -> acknowledge(answer.result().at("/_meta/io.mcpguard~1receipt")));
    for (String txn : Forwarded.takenFrom(upstream)) {
      assertThat(forwarded.add(txn)).as("%s came twice, %s", txn, where).isTrue();
    }
    assertThat(LedgerVerifier.verify(guard.ledger()))
        .as(where)
        .isInstanceOf(Verification.Verified.class);
  }

  /** What a client was told of where its call stands in the log. */
  private void acknowledge(JsonNode receipt) {
    String txn = receipt.path("txn").asText();
    assertThat(txn).isNotEmpty();
    acknowledged.put(txn, receipt.at("/log/index").asLong(-1));
  }

  /** The same token as before: a restart ends no login. */
  private void shakeHandsAgain() throws Exception {
    for (ScriptedClient client : clients) {
      int status = client.withoutHeader("Mcp-Session-Id").initialize("2025-11-25").status();
      assertThat(status).isEqualTo(200);
    }
  }
}
