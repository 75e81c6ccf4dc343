package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.FixtureServer;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernClient;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers, one of each form of MCP, and one that is down, as one server at {@code /mcp}. */
@Timeout(60)
class FederationTest {
  @TempDir Path folder;

  private final ModernFixtureServer modern = ModernFixtureServer.start();
  private final LegacyFixtureServer legacy = LegacyFixtureServer.start();
  private Guard guard;
  private ModernClient client;
  private String token = "";

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [everything] } }
            agents: { default: { ceiling: [everything], max-instances: 10 } }
            upstreams:
              modern: { url: "%s", assertion: txn-token, may-ask: [sampling, elicitation, roots] }
              legacy: { url: "%s", assertion: txn-token, may-ask: [sampling, elicitation, roots] }
              down: { url: "http://127.0.0.1:%d/mcp", assertion: txn-token }
            scopes:
              everything: { says: "Everything", tools: ["*/*"], resources: ["**"], prompts: ["*/*"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            """
                .formatted(modern.url(), legacy.url(), Ports.free()));
    token = guard.loginEverywhere("everything").access();
    client = new ModernClient(guard.url().resolve("/mcp")).withBearer(token);
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    modern.close();
    legacy.close();
  }

  private static List<String> names(JsonNode result, String list, String member) {
    List<String> names = new ArrayList<>();
    result.get(list).forEach(entry -> names.add(entry.get(member).asText()));
    return names;
  }

  @Test
  void toolsOfAllServersThatAreUpStandInOneList() throws Exception {
    JsonNode result = client.request("tools/list", "{}").result();

    assertThat(names(result, "tools", "name"))
        .contains("legacy__test_simple_text", "modern__test_simple_text")
        .doesNotHaveDuplicates();
  }

  @Test
  void aServerThatIsDownIsNamedAndHoldsNobodyUp() throws Exception {
    JsonNode result = client.request("tools/list", "{}").result();

    assertThat(result.at("/_meta/io.mcpguard~1absent")).hasToString("[\"down\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void aCallReachesTheServerThatItsNameSays(String server) throws Exception {
    FixtureServer fixture = server.equals("modern") ? modern : legacy;

    Answer answer = client.call(server + "__test_simple_text", "{}");

    assertThat(answer.text()).isEqualTo("This is a simple text response for testing.");
    assertThat(fixture.hits("tools/call")).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"other__test_simple_text", "test_simple_text", "modern__", "__x"})
  void aNameThatIsNobodysReachesNobody(String name) throws Exception {
    Answer answer = client.call(name, "{}");

    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(modern.hits("tools/call") + legacy.hits("tools/call")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void aResourceIsReadUnderTheNameThatTheListGives(String server) throws Exception {
    String uri = server + "+test://static-text";
    JsonNode list = client.request("resources/list", "{}").result();

    JsonNode read = client.request("resources/read", "{\"uri\":\"" + uri + "\"}").result();

    assertThat(names(list, "resources", "uri")).contains(uri);
    assertThat(read.at("/contents/0/uri").asText()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void aPromptIsGotUnderItsFederatedName(String server) throws Exception {
    Answer answer =
        client.request("prompts/get", "{\"name\":\"" + server + "__test_simple_prompt\"}");

    assertThat(answer.result().at("/messages/0/role").asText()).isEqualTo("user");
  }

  @Test
  void whatAResultLinksToCanBeRead() throws Exception {
    JsonNode block =
        client.call("modern__test_embedded_resource", "{}").result().at("/content/0/resource");

    assertThat(block.get("uri").asText()).startsWith("modern+");
  }

  @Test
  void capabilitiesAreThoseOfAllServersTogether() throws Exception {
    JsonNode result = client.request("server/discover", "{}").result();

    assertThat(result.at("/capabilities/tools/listChanged").asBoolean()).isTrue();
    assertThat(result.at("/capabilities/resources/subscribe").asBoolean()).isTrue();
    assertThat(result.get("cacheScope").asText()).isEqualTo("private");
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void aSubscriptionTellsOfEachServersResourceUnderItsFederatedName(String server)
      throws Exception {
    FixtureServer fixture = server.equals("modern") ? modern : legacy;
    String uri = server + "+test://watched-resource";
    try (EventReader events =
        client.listen("{\"resourceSubscriptions\":[\"" + uri + "\"],\"toolsListChanged\":true}")) {
      JsonNode acknowledged = events.nextMessage().orElseThrow();
      fixture.touch("test://watched-resource");

      JsonNode told = events.nextMessage().orElseThrow();

      assertThat(acknowledged.at("/params/notifications/resourceSubscriptions/0").asText())
          .isEqualTo(uri);
      assertThat(told.at("/params/uri").asText()).isEqualTo(uri);
      assertThat(told.at("/params/_meta/io.modelcontextprotocol~1subscriptionId").isMissingNode())
          .isFalse();
    }
  }

  /** A client of the legacy revisions, in a session at the federated endpoint. */
  private ScriptedClient legacyClient() throws Exception {
    ScriptedClient old = new ScriptedClient(guard.url().resolve("/mcp")).withBearer(token);
    old.initialize("2025-06-18", "{}");
    return old;
  }

  @Test
  void aClientOfTheLegacyRevisionsSeesTheSameTools() throws Exception {
    ScriptedClient old = legacyClient();

    JsonNode result = old.request("tools/list", "{}").result();

    assertThat(names(result, "tools", "name"))
        .isEqualTo(names(client.request("tools/list", "{}").result(), "tools", "name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void aClientOfTheLegacyRevisionsReachesServersOfBothForms(String server) throws Exception {
    ScriptedClient old = legacyClient();

    assertThat(old.call(server + "__test_simple_text", "{}").text())
        .isEqualTo("This is a simple text response for testing.");
  }

  @Test
  void aCursorThatIsNotOfThisCallersListIsRefused() throws Exception {
    Answer answer = client.request("tools/list", "{\"cursor\":\"AAAA\"}");

    assertThat(answer.errorCode()).isEqualTo(-32602);
  }
}
