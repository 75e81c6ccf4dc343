package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tool servers that the guard launched, each in its turn killed by SIGKILL under load at a random
 * point, round after round: the guard goes on, and no call is left without its end.
 *
 * <p>{@code -Dkill.rounds=N} sets the number of rounds, {@code -Dkill.seed=N} the random points. A
 * program that dies often is started again later each time, so that there are several.
 */
class ToolServerKillNineTest {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
  private static final int CHILDREN = Math.max(4, ROUNDS / 8);
  private static final int CALLERS = 8;
  private static final int MOST_CALLS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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
    String tools = ofEach("\"child-%1$d/echo\"");
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [look] } }
            agents: { default: { ceiling: [look], max-instances: 10 } }
            upstreams: { %s }
            scopes: { look: { says: "Look around", tools: [%s] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [look]
            tokens: { access: 12h }
            """
                .formatted(ofEach("child-%1$d: { command: " + command() + " }"), tools));
    leaves = new LedgerLeaves(guard.ledger());
    String token = guard.loginEverywhere("look").access();
    for (int caller = 0; caller < CALLERS; caller++) {
      ScriptedClient client = new ScriptedClient(guard.url().resolve("/mcp")).withBearer(token);
      client.initialize("2025-11-25");
      clients.add(client);
    }
  }

  /** The last word, which the program does not read, tells one child from another. */
  private static String command() {
    return "[\""
        + String.join("\", \"", StdioToolServer.command())
        + "\", child-%1$d], allow-unconfined-child: true";
  }

  private static String ofEach(String form) {
    return IntStream.range(0, CHILDREN)
        .mapToObj(child -> form.formatted(child))
        .collect(Collectors.joining(", "));
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
  }

  /** "Nothing acknowledged is missing, unknown ends are marked unknown." */
  @Test
  void whereverAToolServerDiesEveryCallHasTheEndThatItsCallerSaw() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String where = "round " + round + " of -Dkill.seed=" + seed;
      killUnderLoad("child-" + round % CHILDREN, random.nextInt(MOST_CALLS), where);

      leaves.readUntilEnded(answered);
      assertThat(leaves.missing(answered)).as("answered, not recorded, " + where).isEmpty();
      assertThat(leaves.open()).as("calls without an outcome, " + where).isEmpty();
      assertThat(leaves.stray()).as("outcomes too many, " + where).isEmpty();
      assertThat(leaves.ended("executed")).as(where).isEqualTo(answered.size());
      assertThat(leaves.ended("unknown") + leaves.ended("refused"))
          .as("calls that were cut off, or never sent, " + where)
          .isEqualTo(leaves.allowed().size() - answered.size());
    }
    assertThat(leaves.ended("unknown")).as("calls that were cut off").isPositive();
  }

  private void killUnderLoad(String child, int calls, String where) throws Exception {
    awaitTool(child, where);
    CallLoad load = CallLoad.of(child + "__echo", clients);
    load.until(calls + " calls, " + where, () -> load.results() > calls);
    ProcessHandle killed = process(child);
    killed.destroyForcibly();
    killed.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    for (Answer answer : load.stop()) {
      take(answer, where);
    }
  }

  /** One caller asks until the next program is there, so that not all of them do. */
  private void awaitTool(String child, String where) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    Answer answer;
    do {
      assertThat(Instant.now()).as("the tool is away, " + where).isBefore(end);
      answer = clients.getFirst().call(child + "__echo", "{\"text\":\"x\"}");
      take(answer, where);
    } while (answer.errorCode() != 0);
  }

  private ProcessHandle process(String child) {
    return ProcessHandle.of(guard.pid())
        .orElseThrow()
        .children()
        .filter(one -> List.of(one.info().arguments().orElse(new String[0])).contains(child))
        .findFirst()
        .orElseThrow();
  }

  private void take(Answer answer, String where) {
    if (answer.errorCode() == 0) {
      assertThat(answer.text()).as(where).isEqualTo("x");
      String txn = answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
      assertThat(answered.add(txn)).as(where).isTrue();
    } else {
      assertThat(answer.errorCode())
          .as(where + ": " + answer.body())
          .isIn(UPSTREAM_DOWN, NOT_LISTED_YET);
    }
  }
}
