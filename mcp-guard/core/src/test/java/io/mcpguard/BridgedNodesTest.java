package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client said in its handshake is in the id of its session, so that another node, which has
 * the same key, users and grants and data of its own, goes on with a session that the guard keeps.
 */
@Timeout(120)
class BridgedNodesTest {
  private static final String TOOL = "test_simple_text";
  private static final String ASKING = "test_input_required_result_elicitation";
  private static final String CAN = "{\"elicitation\":{},\"roots\":{}}";
  private static final String META = "/params/_meta/io.modelcontextprotocol~1";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private MemoryGuard here;
  private MemoryGuard there;

  /** The two kinds of endpoints whose sessions are the guard's own. */
  enum At {
    A_STATELESS_SERVER(""),
    THE_FEDERATED_ENDPOINT("tools__");

    private final String prefix;

    At(String prefix) {
      this.prefix = prefix;
    }

    MemoryClient newcomer(MemoryGuard guard) {
      return switch (this) {
        case A_STATELESS_SERVER -> guard.newcomer("alice");
        case THE_FEDERATED_ENDPOINT -> guard.federatedNewcomer("alice");
      };
    }

    String token(MemoryGuard guard, String user, String agent) {
      return switch (this) {
        case A_STATELESS_SERVER -> guard.token(user, "grant-of-" + agent, agent);
        case THE_FEDERATED_ENDPOINT -> guard.federatedToken(user, agent);
      };
    }

    String name(String tool) {
      return prefix + tool;
    }
  }

  @BeforeEach
  void start() throws Exception {
    here = MemoryGuard.over(server.url(), "elicitation", "roots").awaitTools(TOOL);
    there = here.beside(server.url(), "elicitation", "roots").awaitTools(TOOL);
  }

  @AfterEach
  void stop() {
    there.close();
    here.close();
    server.close();
  }

  private MemoryClient begun(At at) throws Exception {
    MemoryClient client = at.newcomer(here);
    client.initialize("2025-11-25", CAN);
    return client;
  }

  private MemoryClient moved(At at) throws Exception {
    return there.taking(begun(at));
  }

  private JsonNode last(String method) {
    return server.received().stream()
        .filter(received -> received.rpcMethod().equals(method))
        .map(Received::json)
        .toList()
        .getLast();
  }

  /** In characters; "MUST only contain visible ASCII characters" (2025-11-25, basic/transports). */
  @ParameterizedTest
  @EnumSource
  void anIdIsVisibleAndShorterThanAUsualLimitOfHeads(At at) throws Exception {
    assertThat(begun(at).sessionId()).hasSizeLessThanOrEqualTo(1024).matches("[!-~]+");
  }

  @ParameterizedTest
  @EnumSource
  void aCallGoesOnWithWhatTheClientSaid(At at) throws Exception {
    Got got = moved(at).call(at.name(TOOL), "{}");

    JsonNode call = last("tools/call");
    assertThat(got.text()).isNotEmpty();
    assertThat(call.at(META + "clientInfo/name").asText()).isEqualTo("memory");
    assertThat(call.at(META + "clientCapabilities").has("roots")).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void bothNodesServeItInTurn(At at) throws Exception {
    MemoryClient client = begun(at);
    there.taking(client).call(at.name(TOOL), "{}");

    assertThat(client.call(at.name(TOOL), "{}").text()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void listsAreThere(At at) throws Exception {
    JsonNode tools = moved(at).request("tools/list", "{}").answer().at("/result/tools");

    assertThat(tools.findValuesAsText("name")).contains(at.name(TOOL));
  }

  @ParameterizedTest
  @EnumSource
  void itsStreamTellsOfWhatIsFollowedThere(At at) throws Exception {
    MemoryClient client = moved(at);
    MemoryExchange stream = client.listen();
    client.request("resources/subscribe", "{\"uri\":\"%s\"}".formatted(watched(client)));

    server.touch("test://watched-resource");

    assertThat(stream.next().path("method").asText()).isEqualTo("notifications/resources/updated");
  }

  private static String watched(MemoryClient client) throws Exception {
    JsonNode listed = client.request("resources/list", "{}").answer().at("/result/resources");
    return listed.findValuesAsText("uri").stream()
        .filter(uri -> uri.contains("watched-resource"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void aPersonIsAskedThere(At at) throws Exception {
    MemoryClient client = moved(at);
    MemoryExchange call =
        client.stream(
            MemoryClient.request(
                "7",
                "tools/call",
                "{\"name\":\"%s\",\"arguments\":{}}".formatted(at.name(ASKING))));

    String id = call.next().path("id").toString();
    client.post(
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":".formatted(id)
            + "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}");

    assertThat(call.rest().getLast().at("/result/content/0/text").asText())
        .isEqualTo("Hello, Ada!");
  }

  /** What changes after the handshake is in the data of the node that heard of it. */
  @ParameterizedTest
  @EnumSource
  void theLevelStaysWhereItWasSet(At at) throws Exception {
    MemoryClient client = begun(at);
    client.request("logging/setLevel", "{\"level\":\"debug\"}");

    there.taking(client).call(at.name(TOOL), "{}");

    assertThat(last("tools/call").at(META + "logLevel").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatItFollowsStaysThereToo(At at) throws Exception {
    MemoryClient client = begun(at);
    client.request("resources/subscribe", "{\"uri\":\"%s\"}".formatted(watched(client)));

    there.taking(client).listen();

    assertThat(last("subscriptions/listen").path("params").toString())
        .doesNotContain("watched-resource");
  }

  @ParameterizedTest
  @EnumSource
  void anotherUsersTokenDoesNotOpenIt(At at) throws Exception {
    MemoryClient bobs = moved(at).bearing(at.token(there, "bob", "agent-of-alice"));

    assertThat(bobs.call(at.name(TOOL), "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void anotherAgentsTokenDoesNotOpenIt(At at) throws Exception {
    MemoryClient others = moved(at).bearing(at.token(there, "alice", "another-agent"));

    assertThat(others.call(at.name(TOOL), "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void anIdWithOneOtherCharacterOpensNothing(At at) throws Exception {
    MemoryClient client = moved(at);
    String id = client.sessionId();
    String other = id.substring(0, 99) + (id.charAt(99) == 'A' ? 'B' : 'A') + id.substring(100);

    Got got = client.with("Mcp-Session-Id", other).call(at.name(TOOL), "{}");

    assertThat(got.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void aNodeWithAnotherKeyDoesNotKnowIt(At at) throws Exception {
    MemoryClient client = begun(at);

    try (MemoryGuard other = here.besideWithAnotherKey(server.url()).awaitTools(TOOL)) {
      assertThat(other.taking(client).call(at.name(TOOL), "{}").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itGoesOnThoughItsNodeLostItsData(At at) throws Exception {
    MemoryClient client = begun(at);

    here = here.restartedWithoutData(server.url(), "elicitation", "roots").awaitTools(TOOL);

    assertThat(here.taking(client).call(at.name(TOOL), "{}").text()).isNotEmpty();
  }

  /** A node has nothing but its own data to know of an end (docs/eras.md). */
  @ParameterizedTest
  @EnumSource
  void itsEndIsKnownWhereItEnded(At at) throws Exception {
    MemoryClient client = begun(at);
    client.leave();

    assertThat(client.call(at.name(TOOL), "{}").status()).isEqualTo(404);
    assertThat(there.taking(client).call(at.name(TOOL), "{}").status()).isEqualTo(200);
  }

  /** The head of a request has its limits, so a long handshake stays where it was said. */
  @ParameterizedTest
  @EnumSource
  void aHandshakeThatIsTooLongForAnIdIsOfItsNodeAlone(At at) throws Exception {
    MemoryClient client = at.newcomer(here);
    client.initialize("2025-11-25", CAN, named(2000));

    assertThat(client.sessionId()).hasSizeLessThanOrEqualTo(2048);
    assertThat(there.taking(client).call(at.name(TOOL), "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatJustFitsIsNot(At at) throws Exception {
    MemoryClient client = at.newcomer(here);
    client.initialize("2025-11-25", CAN, named(900));

    assertThat(client.sessionId()).hasSizeLessThanOrEqualTo(2048);
    assertThat(there.taking(client).call(at.name(TOOL), "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void aLongHandshakeGoesOnAfterARestart(At at) throws Exception {
    MemoryClient client = at.newcomer(here);
    client.initialize("2025-11-25", CAN, named(2000));

    here = here.restarted(server.url(), "elicitation", "roots").awaitTools(TOOL);

    assertThat(here.taking(client).call(at.name(TOOL), "{}").status()).isEqualTo(200);
  }

  private static String named(int characters) {
    return "{\"name\":\"%s\",\"version\":\"1\"}".formatted("n".repeat(characters));
  }
}
