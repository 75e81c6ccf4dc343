package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A legacy client's session at a server of 2026-07-28, which has no sessions. */
@Timeout(60)
class BridgedSessionTest {
  private static final String CAN =
      "{\"sampling\":{\"tools\":{}},\"elicitation\":{},\"roots\":{\"listChanged\":true},\"tasks\":{}}";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(server.url(), "elicitation", "roots").awaitTools("test_simple_text");
    server.forget();
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  /** "If the server supports the requested protocol version, it MUST respond with the same". */
  @Test
  void aRevisionThatIsSpokenIsTheOneOfTheSession() throws Exception {
    JsonNode welcome = guard.newcomer("alice").initialize("2025-06-18").answer();

    assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-06-18");
  }

  /** "Otherwise, the server MUST respond with another protocol version it supports". */
  @Test
  void insteadOfOneThatIsNotSpokenItIsTheLatest() throws Exception {
    JsonNode welcome = guard.newcomer("alice").initialize("2030-01-01").answer();

    assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
  }

  @Test
  void theWelcomeIsMadeOfWhatTheServerSaysOfItself() throws Exception {
    JsonNode result = guard.newcomer("alice").initialize("2025-11-25").answer().path("result");

    assertThat(result.at("/serverInfo/name").asText()).isEqualTo("modern-fixture");
    assertThat(result.at("/capabilities/resources/subscribe").asBoolean()).isTrue();
    assertThat(result.at("/capabilities/tools/listChanged").asBoolean()).isTrue();
    assertThat(result.path("capabilities").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("completions", "logging", "prompts", "resources", "tools");
  }

  /** "Clients SHOULD cache the result" (2026-07-28, basic/versioning). */
  @Test
  void aServerIsAskedOnceWhetherItHasSessions() throws Exception {
    guard.client("alice");
    guard.client("bob");

    assertThat(server.hits("initialize")).isOne();
  }

  @Test
  void eachRequestSaysAnewWhatTheClientSaidOnce() throws Exception {
    guard.client("alice", "2025-11-25", CAN).call("test_simple_text", "{}");

    JsonNode meta = called().getFirst().at("/params/_meta");

    assertThat(meta.path("io.modelcontextprotocol/protocolVersion").asText())
        .isEqualTo("2026-07-28");
    assertThat(meta.at("/io.modelcontextprotocol~1clientInfo/name").asText()).isEqualTo("memory");
  }

  @Test
  void theServerIsToldOfNothingThatItMayNotAskAndOfNoTasks() throws Exception {
    guard.client("alice", "2025-11-25", CAN).call("test_simple_text", "{}");

    JsonNode can =
        called().getFirst().at("/params/_meta/io.modelcontextprotocol~1clientCapabilities");

    assertThat(can.fieldNames()).toIterable().containsExactlyInAnyOrder("elicitation", "roots");
    assertThat(can.path("roots")).isEmpty();
  }

  @Test
  void whatElseTheClientSaysOfARequestStays() throws Exception {
    MemoryClient alice = guard.client("alice");

    alice.request(
        "tools/call",
        "{\"name\":\"test_simple_text\",\"task\":{\"ttl\":1},\"_meta\":{\"progressToken\":\"p\"}}");

    JsonNode params = called().getFirst().path("params");
    assertThat(params.at("/_meta/progressToken").asText()).isEqualTo("p");
    assertThat(params.has("task")).isFalse();
  }

  @Test
  void aResultHasNothingThatOnlyTheLaterRevisionKnows() throws Exception {
    JsonNode result = guard.client("alice").request("tools/list", "{}").answer().path("result");

    assertThat(result.path("tools")).isNotEmpty();
    assertThat(result.has("resultType") || result.has("ttlMs") || result.has("cacheScope"))
        .isFalse();
    assertThat(result.path("_meta").has("io.modelcontextprotocol/serverInfo")).isFalse();
  }

  /**
   * "structuredContent?: { [key: string]: unknown }" (2025-11-25, schema); later it is anything.
   */
  @Test
  void whatIsNoObjectIsNoStructuredContent() throws Exception {
    try (OneToolServer lists =
            OneToolServer.giving(request ->
                "{\"resultType\":\"complete\",\"content\":[],\"structuredContent\":[1]}");
        MemoryGuard front = MemoryGuard.over(lists.url()).awaitTools("work")) {
      JsonNode result = front.client("alice").call("work", "{}").answer().path("result");

      assertThat(result.has("content")).isTrue();
      assertThat(result.has("structuredContent")).isFalse();
    }
  }

  @Test
  void aSchemaOfSomethingElseThanAnObjectIsNotShown() throws Exception {
    try (OneToolServer lists = OneToolServer.giving(request -> "{}");
        MemoryGuard front = MemoryGuard.over(lists.url()).awaitTools("work")) {
      JsonNode tool =
          front.client("alice").request("tools/list", "{}").answer().at("/result/tools/0");

      assertThat(tool.path("name").asText()).isEqualTo("work");
      assertThat(tool.has("outputSchema")).isFalse();
    }
  }

  @Test
  void aResultOfATypeThatNobodyAskedForIsNone() throws Exception {
    try (OneToolServer tasks =
            OneToolServer.giving(request -> "{\"resultType\":\"task\",\"taskId\":\"t\"}");
        MemoryGuard front = MemoryGuard.over(tasks.url()).awaitTools("work")) {
      assertThat(front.client("alice").call("work", "{}").errorCode()).isEqualTo(1502);
    }
  }

  /** "Resource not found: -32002" (2025-11-25, server/resources). */
  @Test
  void anUnknownResourceHasTheCodeOfTheClientsRevision() throws Exception {
    MemoryClient.Got got =
        guard.client("alice").request("resources/read", "{\"uri\":\"test://nowhere\"}");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.errorCode()).isEqualTo(-32002);
  }

  @Test
  void anErrorHasNoHttpStatusOfItsOwn() throws Exception {
    MemoryClient.Got got = guard.client("alice").call("test_missing_capability", "{}");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.answer().has("error")).isTrue();
  }

  @Test
  void aPingStaysHere() throws Exception {
    MemoryClient alice = guard.client("alice");
    server.forget();

    assertThat(alice.request("ping", "{}").answer().path("result").isObject()).isTrue();
    assertThat(server.received()).isEmpty();
  }

  /** "MUST NOT emit notifications/message for a request without logLevel" (2026-07-28). */
  @Test
  void theLevelThatWasSetGoesWithEachRequestFromThenOn() throws Exception {
    MemoryClient alice = guard.client("alice");
    int before = alice.call("test_tool_with_logging", "{}").messages().size();
    alice.request("logging/setLevel", "{\"level\":\"info\"}");

    MemoryClient.Got got = alice.call("test_tool_with_logging", "{}");

    assertThat(before).isEqualTo(1);
    assertThat(got.messages()).hasSize(4);
    assertThat(got.messages().getFirst().path("method").asText())
        .isEqualTo("notifications/message");
  }

  @Test
  void aLevelThatIsNoneIsRefused() throws Exception {
    MemoryClient.Got got =
        guard.client("alice").request("logging/setLevel", "{\"level\":\"loud\"}");

    assertThat(got.errorCode()).isEqualTo(-32602);
  }

  /** "the server MUST respond to requests containing that session ID with HTTP 404". */
  @Test
  void anEndedSessionIsUnknown() throws Exception {
    MemoryClient alice = guard.client("alice");

    assertThat(alice.leave()).isEqualTo(200);
    assertThat(alice.call("test_simple_text", "{}").status()).isEqualTo(404);
  }

  @Test
  void aSessionIsNobodyElses() throws Exception {
    MemoryClient stolen = guard.client("alice").bearing(guard.token("bob", "grant-of-bob"));

    assertThat(stolen.call("test_simple_text", "{}").status()).isEqualTo(404);
  }

  /** "If the server receives a request with an invalid … MCP-Protocol-Version, it MUST 400". */
  @Test
  void anotherRevisionThanTheOneNegotiatedIsRefused() throws Exception {
    MemoryClient alice = guard.client("alice").with("MCP-Protocol-Version", "2025-06-18");

    assertThat(alice.call("test_simple_text", "{}").status()).isEqualTo(400);
  }

  /** "Implementations MUST support receiving JSON-RPC batches" (2025-03-26, basic). */
  @Test
  void eachElementOfABatchIsACallOfItsOwn() throws Exception {
    MemoryClient alice = guard.client("alice", "2025-03-26");

    MemoryClient.Got got =
        alice.post(
            "[%s,%s,%s]"
                .formatted(
                    MemoryClient.request("1", "tools/call", "{\"name\":\"test_simple_text\"}"),
                    MemoryClient.request("2", "ping", "{}"),
                    MemoryClient.request("3", "server/discover", "{}")));

    assertThat(got.messages()).hasSize(3);
    assertThat(got.messages().getFirst().has("result")).isTrue();
    assertThat(got.errorCode()).isEqualTo(-32601);
    assertThat(guard.permitted("tools/call")).hasSize(1);
  }

  @Test
  void allCallsOfASessionAreOfOneRun() throws Exception {
    MemoryClient alice = guard.client("alice");
    alice.call("test_simple_text", "{}");
    alice.call("test_simple_text", "{}");

    assertThat(guard.permitted("tools/call"))
        .extracting(leaf -> leaf.path("run").asText())
        .hasSize(2)
        .containsOnly(guard.permitted("tools/call").getFirst().path("run").asText());
  }

  private List<JsonNode> called() {
    return server.received().stream()
        .filter(request -> request.rpcMethod().equals("tools/call"))
        .map(Received::json)
        .toList();
  }
}
