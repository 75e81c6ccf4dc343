package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tool server that the guard launched, killed by SIGKILL under load at a random point, round
 * after round: the guard goes on, and no call is left without its end.
 *
 * <p>{@code -Dkill.rounds=N} sets the number of rounds, {@code -Dkill.seed=N} the random points.
 */
class ToolServerKillNineTest {
  private static final int CALLERS = 8;
  private static final int MOST_CALLS = 200;
  private static final int UPSTREAM_DOWN = 1502;

  /**
   * A program that began anew may be another: its tools are out of reach until they were listed.
   */
  private static final int NOT_LISTED_YET = -32602;

  @TempDir private Path folder;
  private final List<ScriptedClient> clients = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private Guard guard;
  private LedgerLeaves leaves;

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [look] } }
            agents: { default: { ceiling: [look], max-instances: 10 } }
            upstreams:
              child: { command: %s, allow-unconfined-child: true }
            scopes: { look: { says: "Look around", tools: ["child/*"] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [look]
            tokens: { access: 12h }
            """
                .formatted("[\"" + String.join("\", \"", StdioToolServer.command()) + "\"]"));
    leaves = new LedgerLeaves(guard.ledger());
    String token = guard.login("child", "look").access();
    for (int caller = 0; caller < CALLERS; caller++) {
      clients.add(guard.client("child", token));
    }
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
  }

  /** "Nothing acknowledged is missing, unknown ends are marked unknown." */
  @Test
  void whereverTheToolServerDiesEveryCallHasTheEndThatItsCallerSaw() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    Random random = new Random(seed);
    int rounds = Integer.getInteger("kill.rounds", 20);
    for (int round = 0; round < rounds; round++) {
      String where = "round " + round + " of -Dkill.seed=" + seed;
      List<Answer> answers = killUnderLoad(random.nextInt(MOST_CALLS), where);

      for (Answer answer : answers) {
        if (answer.errorCode() == 0) {
          assertThat(answer.text()).as(where).isEqualTo("x");
          assertThat(answered.add(txn(answer))).as(where).isTrue();
        } else {
          assertThat(answer.errorCode())
              .as(where + ": " + answer.body())
              .isIn(UPSTREAM_DOWN, NOT_LISTED_YET);
        }
      }
      leaves.readUntilEnded();
      assertThat(leaves.allowed()).as(where).containsAll(answered);
      assertThat(leaves.open()).as("calls without an outcome, " + where).isEmpty();
      assertThat(leaves.stray()).as("outcomes too many, " + where).isEmpty();
      assertThat(leaves.ended("executed")).as(where).isEqualTo(answered.size());
    }
    assertThat(leaves.ended("unknown")).as("calls that were cut off").isPositive();
  }

  private static String txn(Answer answer) {
    return answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
  }

  private List<Answer> killUnderLoad(int calls, String where) throws Exception {
    CallLoad load = CallLoad.of(clients);
    load.until(calls + " calls, " + where, () -> results(load) > calls);
    for (ProcessHandle child : ProcessHandle.of(guard.pid()).orElseThrow().children().toList()) {
      child.destroyForcibly();
      child.onExit().get(60, TimeUnit.SECONDS);
    }
    return load.stop();
  }

  private static long results(CallLoad load) {
    return load.answers().stream().filter(answer -> answer.errorCode() == 0).count();
  }
}
