package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernClient;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tool with a user interface at {@code /mcp} (MCP Apps, 2026-01-26). */
@Timeout(120)
class FederatedAppsTest {
  private static final String OFFER =
      """
      {"supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"resources":{}},
       "resultType":"complete","ttlMs":0,"cacheScope":"public"}
      """;
  private static final String TOOLS =
      """
      {"tools":[{"name":"forecast","inputSchema":{"type":"object"},
        "_meta":{"ui":{"resourceUri":"ui://weather/panel"}}}],
       "resultType":"complete","ttlMs":0,"cacheScope":"public"}
      """;
  private static final String PANEL =
      """
      {"contents":[{"uri":"ui://weather/panel","mimeType":"text/html;profile=mcp-app",
        "text":"<p>sun</p>"}],"resultType":"complete","ttlMs":0,"cacheScope":"public"}
      """;

  @TempDir Path folder;

  private final RecordingUpstream apps = RecordingUpstream.answering(FederatedAppsTest::answer);
  private Guard guard;
  private ModernClient client;

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [weather] } }
            agents: { default: { ceiling: [weather], max-instances: 10 } }
            upstreams:
              apps: { url: "%s", assertion: txn-token }
            scopes:
              weather: { says: "The weather", tools: ["apps/*"], resources: ["apps/ui://**"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            """
                .formatted(apps.url()));
    client =
        new ModernClient(guard.url().resolve("/mcp"))
            .withBearer(guard.loginEverywhere("weather").access());
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    apps.close();
  }

  private static Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "server/discover" -> Reply.json(Json.result(id, Json.read(OFFER)));
      case "tools/list" -> Reply.json(Json.result(id, Json.read(TOOLS)));
      case "resources/read" -> Reply.json(Json.result(id, Json.read(PANEL)));
      default -> Reply.empty(404);
    };
  }

  /** What a server lists is out of reach until the guard has looked at it by itself. */
  private JsonNode awaitTool() throws Exception {
    JsonNode tool = Json.object();
    while (!tool.path("name").asText().equals("apps__forecast")) {
      tool = client.request("tools/list", "{}").result().at("/tools/0");
    }
    return tool;
  }

  @Test
  void aToolsInterfaceIsReadUnderTheUriThatTheListGives() throws Exception {
    String uri = awaitTool().at("/_meta/ui/resourceUri").asText();

    JsonNode read = client.request("resources/read", "{\"uri\":\"" + uri + "\"}").result();

    assertThat(uri).isEqualTo("ui://apps/weather/panel");
    assertThat(read.at("/contents/0/uri").asText()).isEqualTo(uri);
    assertThat(read.at("/contents/0/text").asText()).isEqualTo("<p>sun</p>");
    List<String> asked =
        apps.received().stream()
            .filter(request -> request.rpcMethod().equals("resources/read"))
            .map(request -> request.json().at("/params/uri").asText())
            .toList();
    assertThat(asked).containsExactly("ui://weather/panel");
  }
}
