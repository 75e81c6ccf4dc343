package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernClient;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists at {@code /mcp} while one server is down and one takes every request and answers none. */
@Timeout(120)
class AbsentServersTest {
  private static final String OFFER =
      "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
          + "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"public\"}";
  private static final String TOOLS =
      "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}}],\"resultType\":\"complete\","
          + "\"ttlMs\":0,\"cacheScope\":\"public\"}";

  @TempDir Path folder;

  private final ModernFixtureServer up = ModernFixtureServer.start();
  private final CountDownLatch over = new CountDownLatch(1);
  private final RecordingUpstream silent = RecordingUpstream.answering(AbsentServersTest::answer);
  private Guard guard;
  private ModernClient client;

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [everything] } }
            agents: { default: { ceiling: [everything], max-instances: 10 } }
            upstreams:
              up: { url: "%s", assertion: txn-token }
              silent: { url: "%s", assertion: txn-token }
              down: { url: "http://127.0.0.1:%d/mcp", assertion: txn-token }
            scopes:
              everything: { says: "Everything", tools: ["*/*"], resources: ["**"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            """
                .formatted(up.url(), silent.url(), Ports.free()));
    String token = guard.loginEverywhere("everything").access();
    client = new ModernClient(guard.url().resolve("/mcp")).withBearer(token);
    awaitTool("silent__work");
    silent.answer(
        request -> new Reply(200, Map.of("Content-Type", "application/json"), out -> over.await()));
  }

  @AfterEach
  void stop() throws Exception {
    over.countDown();
    guard.close();
    up.close();
    silent.close();
  }

  private static Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "server/discover" -> Reply.json(Json.result(id, Json.read(OFFER)));
      case "tools/list" -> Reply.json(Json.result(id, Json.read(TOOLS)));
      default -> Reply.empty(404);
    };
  }

  /** What a server lists is out of reach until the guard has looked at it by itself. */
  private void awaitTool(String name) throws Exception {
    while (!list().toString().contains('"' + name + '"')) {
      Thread.onSpinWait();
    }
  }

  private JsonNode list() throws Exception {
    return client.request("tools/list", "{}").result();
  }

  private long asked() {
    return silent.received().stream().filter(r -> r.rpcMethod().equals("tools/list")).count();
  }

  @Test
  void whoIsUpIsListedAndWhoIsNotIsNamedInTheResultAndOnceInTheLog() throws Exception {
    JsonNode result = list();
    list();

    assertThat(result.path("tools").toString()).contains("up__test_simple_text");
    assertThat(result.at("/_meta/io.mcpguard~1absent")).hasToString("[\"down\",\"silent\"]");
    assertThat(guard.said())
        .containsOnlyOnce("upstreams.silent: did not answer within 5 s, so it is left out at /mcp")
        .containsOnlyOnce("upstreams.down: cannot be reached, so it is left out at /mcp");
  }

  @Test
  void theNextListDoesNotWaitForTheSilentOneAgain() throws Exception {
    list();
    long before = asked();

    JsonNode result = list();

    assertThat(result.at("/_meta/io.mcpguard~1absent")).hasToString("[\"down\",\"silent\"]");
    assertThat(asked()).isEqualTo(before);
  }
}
