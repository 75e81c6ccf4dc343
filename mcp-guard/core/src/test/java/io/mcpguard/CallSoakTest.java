package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.LostOutcomes;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.provenance.CallLeaf;
import io.mcpguard.provenance.CallProof;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.Edge;
import io.mcpguard.provenance.Graph;
import io.mcpguard.provenance.IndexedCall;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.provenance.LiveCalls.Lookup;
import io.mcpguard.provenance.Node;
import io.mcpguard.provenance.TracedCall;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * "For every call of a 10,000-call mixed soak (allowed, denied, errored, cancelled, crashed)": each
 * has one end, what an audit needs, and one root; and what was followed is what is rebuilt.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallSoakTest {
  private static final int CALLS = Integer.getInteger("soak.calls", 10_000);
  private static final int CLIENTS = 8;
  private static final int CUT_OFF = 3;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<String> TOOLS =
      List.of("work", "work", "work", "work", "fail", "forbid", "away", "cut", "nothing");

  @TempDir private static Path folder;
  private final NoteSigner signer = NoteSigner.generate("guard.example/ledger", RANDOM);
  private final MapIndex index = new MapIndex();
  private final List<JsonNode> leaves = new ArrayList<>();
  private Ledger ledger;
  private LiveCalls live;
  private List<TracedCall> rebuilt;
  private int made;
  private long cutOffAt;
  private int lost;

  @BeforeAll
  void soakCrashAndRecover() throws Exception {
    soak();
    ledger = Ledger.open(folder.resolve("copy"), LedgerOptions.of(signer, RANDOM));
    cutOffAt = ledger.latest().size();
    lost =
        new LostOutcomes(ledger, InstantSource.system())
            .recover(new RecoveryPoint(folder.resolve("another-point")));
    live = new LiveCalls(ledger, () -> ledger.latest().size(), index);
    ledger.covering(ledger.latest().size() + CUT_OFF - 1, Duration.ofSeconds(60));
    assertThat(find("nobody's")).isInstanceOf(Lookup.Unknown.class);
    rebuilt = everyCall(ledger.reader());
    ledger.reader().<IOException>forEach(0, this::read);
  }

  /** One answer holds no more than {@link Calls#MOST}, and never one of them twice. */
  private static List<TracedCall> everyCall(LedgerReader reader) throws IOException {
    List<TracedCall> all = new ArrayList<>();
    for (long from = 0; from < reader.checkpoint().size(); from += Calls.MOST) {
      long first = from;
      all.addAll(
          new Calls(reader)
              .where(
                  decision -> decision.index() >= first && decision.index() < first + Calls.MOST));
    }
    return all;
  }

  private void read(LedgerEntry entry) {
    leaves.add(Json.read(new String(entry.bytes(), StandardCharsets.UTF_8)));
  }

  @AfterAll
  void stop() throws Exception {
    ledger.close();
  }

  private Lookup find(String txn) throws Exception {
    return live.find(txn, Deadline.in(Duration.ofMinutes(2)));
  }

  /** The directory is copied while calls are open: what a power cut would leave. */
  private void soak() throws Exception {
    Path log = folder.resolve("log");
    try (MixedTools tools = new MixedTools();
        Ledger writing = Ledger.open(log, LedgerOptions.of(signer, RANDOM))) {
      LedgerJournal journal =
          new LedgerJournal(writing, new RecoveryPoint(folder.resolve("point")));
      try (LiveCalls following = new LiveCalls(writing, journal::size, index);
          MemoryGuard guard =
              MemoryGuard.over(tools.upstream().url(), journal).awaitTools("work")) {
        following.start();
        made = mix(guard, tools) + CUT_OFF;
        for (int i = 0; i < CUT_OFF; i++) {
          guard.stateless("alice", "host").stream("tools/call", call("hold", "cut off"));
          tools.awaitHeld();
        }
        awaitEnds(writing);
        copy(log, folder.resolve("copy"));
      }
    }
  }

  /** How many calls its clients made. */
  private static int mix(MemoryGuard guard, MixedTools tools) throws Exception {
    int families = CALLS / 100;
    int each = (CALLS - families * 4) / CLIENTS;
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(i);
      StatelessClient client = guard.stateless("user-" + i % 3, "agent-" + i);
      clients.add(() -> alone(client, random, each));
    }
    clients.add(() -> families(guard, tools, families));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int calls = 0;
      for (Future<Integer> done : threads.invokeAll(clients)) {
        calls += done.get();
      }
      return calls;
    }
  }

  private static int alone(StatelessClient client, Random random, int calls) throws Exception {
    for (int i = 0; i < calls; i++) {
      String tool = TOOLS.get(random.nextInt(TOOLS.size()));
      client.call(tool, "{\"text\":\"a value that comes again " + random.nextInt(50) + "\"}");
    }
    return calls;
  }

  /** A call in a session that leads to two others, one in a batch, and is cancelled meanwhile. */
  private static int families(MemoryGuard guard, MixedTools tools, int count) throws Exception {
    MemoryClient host = guard.client("alice", "2025-03-26");
    for (int i = 0; i < count; i++) {
      host.stream(MemoryClient.request(Integer.toString(i + 10), "tools/call", call("hold", "x")));
      String token = tools.awaitHeld();
      StatelessClient tool = guard.stateless("alice", "tool").with("Txn-Token", token);
      tool.call("work", "{}");
      tool.call("fail", "{}");
      host.notify("notifications/cancelled", "{\"requestId\":" + (i + 10) + "}");
      host.post("[" + MemoryClient.request("\"b\"", "tools/call", call("work", "batch")) + "]");
    }
    return count * 4 + revokedInFlight(guard, tools);
  }

  private static int revokedInFlight(MemoryGuard guard, MixedTools tools) throws Exception {
    MemoryExchange call =
        guard.stateless("alice", "leaving").stream("tools/call", call("hold", "revoked"));
    assertThat(tools.awaitHeld()).isNotEmpty();
    guard.revokeGrant("grant-of-leaving");
    assertThat(call.awaitHead().code()).isEqualTo(401);
    return 1;
  }

  private static String call(String tool, String text) {
    return "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"" + text + "\"}}";
  }

  private static void awaitEnds(Ledger writing) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    long open = -1;
    while (open != CUT_OFF && System.nanoTime() - end < 0) {
      open =
          new Calls(writing.reader())
              .where(CallLeaf.Decision::isAllowed).stream()
                  .filter(call -> call.status().isEmpty())
                  .count();
    }
    assertThat(open).isEqualTo(CUT_OFF);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private List<JsonNode> decisions() {
    return leaves.stream().filter(leaf -> leaf.path("type").asText().equals("decision")).toList();
  }

  @Test
  void everyCallThatWasLetOutHasOneEndAndNoOtherHasAny() {
    Map<String, Integer> ends = new HashMap<>();
    for (JsonNode leaf : leaves) {
      if (leaf.path("type").asText().equals("outcome")) {
        ends.merge(leaf.path("txn").asText(), 1, Integer::sum);
      }
    }

    assertThat(ends.values()).containsOnly(1);
    assertThat(ends.keySet())
        .isEqualTo(
            Set.copyOf(
                decisions().stream()
                    .filter(leaf -> leaf.path("decision").asText().equals("allow"))
                    .map(leaf -> leaf.path("txn").asText())
                    .toList()));
  }

  /** Each call that a client made, and no other. */
  @Test
  void everyCallThatWasMadeHasItsDecision() {
    assertThat(made).isGreaterThanOrEqualTo(CALLS - CLIENTS);
    assertThat(decisions())
        .filteredOn(leaf -> leaf.path("method").asText().equals("tools/call"))
        .hasSize(made);
    assertThat(rebuilt).hasSize(decisions().size());
  }

  @Test
  void noIdIsUsedTwice() {
    assertThat(decisions()).extracting(leaf -> leaf.path("txn").asText()).doesNotHaveDuplicates();
  }

  @Test
  void everyKindOfCallCameUp() {
    Map<String, Integer> kinds = new TreeMap<>();
    rebuilt.forEach(call -> {
      kinds.merge(call.decision().text("decision"), 1, Integer::sum);
      kinds.merge(call.status(), 1, Integer::sum);
    });

    assertThat(kinds)
        .containsKeys("allow", "deny", "executed", "refused", "errored", "cancelled", "unknown");
    assertThat(kinds.values()).allSatisfy(count -> assertThat(count).isPositive());
  }

  /** Their decisions were written when the log was cut off, and their ends by the next start. */
  @Test
  void theCallsThatACrashCutOffEndedUnknown() {
    List<TracedCall> crashed =
        rebuilt.stream()
            .filter(call -> call.ends().stream().anyMatch(end -> end.index() >= cutOffAt))
            .toList();

    assertThat(lost).isEqualTo(CUT_OFF);
    assertThat(crashed).hasSize(CUT_OFF).allMatch(call -> call.status().equals("unknown"));
    assertThat(crashed).allMatch(call -> call.ends().getLast().text("reason").equals("crashed"));
  }

  /** "7 minimum audit fields MUST" (draft-ietf-wimse-aims, standards §2.7). */
  @Test
  void everyDecisionSaysWhoForWhomWhatWhenAndWhy() {
    assertThat(decisions())
        .hasSizeGreaterThanOrEqualTo(made)
        .allSatisfy(leaf -> {
          assertThat(leaf.at("/agent/id").asText()).isNotEmpty();
          assertThat(leaf.path("user").asText()).startsWith("hmac-sha256:");
          assertThat(leaf.path("server").asText() + leaf.path("name").asText()).isNotEmpty();
          assertThat(leaf.path("method").asText()).isNotEmpty();
          assertThat(leaf.path("decision").asText()).isNotEmpty();
          assertThat(leaf.path("at").asText()).isNotEmpty();
          assertThat(leaf.path("txn").asText()).isNotEmpty();
          assertThat(leaf.path("labels").has("before")).isTrue();
          assertThat(leaf.path("reason").asText()).isNotEmpty();
        });
  }

  @Test
  void whatWasFollowedIsWhatIsRebuilt() throws Exception {
    List<TracedCall> followed = new ArrayList<>();
    List<IndexedCall> rows = index.from(0, Integer.MAX_VALUE);
    for (IndexedCall call : rows) {
      followed.add(TracedCall.of(call, ledger.reader()));
    }

    assertThat(followed).hasSize(rebuilt.size());
    assertThat(Graph.of("guard", followed).equals(Graph.of("guard", rebuilt))).isTrue();
  }

  @Test
  void everyCallHasOneRootAndNoneIsAnOrphan() {
    Map<Node, List<Node>> led = new HashMap<>();
    for (Edge edge : Graph.of("guard", rebuilt).edges()) {
      boolean leads =
          switch (edge.relation()) {
            case WAS_INFORMED_BY -> edge.to().kind() != Node.Kind.DECISION;
            case WAS_STARTED_BY -> true;
            case ACTED_ON_BEHALF_OF,
                WAS_ASSOCIATED_WITH,
                USED,
                WAS_GENERATED_BY,
                WAS_DERIVED_FROM,
                SPECIALIZATION_OF ->
                false;
          };
      if (leads) {
        led.computeIfAbsent(edge.from(), node -> new ArrayList<>()).add(edge.to());
      }
    }

    assertThat(led.keySet())
        .filteredOn(node -> node.kind() == Node.Kind.CALL)
        .hasSize(rebuilt.size())
        .allSatisfy(call -> assertThat(root(call, led).kind()).isEqualTo(Node.Kind.TRIGGER));
  }

  private static Node root(Node from, Map<Node, List<Node>> led) {
    Node at = from;
    while (led.containsKey(at)) {
      assertThat(led.get(at)).hasSize(1);
      at = led.get(at).getFirst();
    }
    return at;
  }

  @Test
  void theProofOfACallSaysHowItEnded() throws Exception {
    Map<String, TracedCall> oneOfEach = new TreeMap<>();
    rebuilt.forEach(call -> oneOfEach.putIfAbsent(call.status(), call));
    for (Map.Entry<String, TracedCall> one : oneOfEach.entrySet()) {
      Lookup.Found found = (Lookup.Found) find(one.getValue().txn());
      byte[] json = CallProof.of(found, CallProof.Reader.CALLER).json();

      assertThat(Json.read(new String(json, StandardCharsets.UTF_8)).at("/receipt/status").asText())
          .isEqualTo(one.getKey());
    }
  }
}
