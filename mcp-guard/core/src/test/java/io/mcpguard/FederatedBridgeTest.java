package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stateless client at {@code /mcp} and a server of the legacy revisions behind it. */
@Timeout(60)
class FederatedBridgeTest {
  private static final String TOOL = "test_simple_text";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools(TOOL);
    upstream.forget();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /** Its name there is shorter, so that all that follows the name lies elsewhere in its text. */
  @Test
  void theServerIsToldWhatTheCallSaysOfItsClientThoughTheCallIsRenamed() throws Exception {
    JsonNode answer =
        answer(
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tools__test_simple_text",
             "arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientInfo":{"name":"host","version":"7"},
             "io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}}}
            """);

    JsonNode told = initialized();
    assertThat(answer.at("/result/content/0/text").asText()).isNotEmpty();
    assertThat(told.path("clientInfo").toString())
        .isEqualTo("{\"name\":\"host\",\"version\":\"7\"}");
    assertThat(told.path("capabilities").toString()).isEqualTo("{\"elicitation\":{\"form\":{}}}");
  }

  private JsonNode answer(String json) throws Exception {
    McpMessage.Request request = guard.request(json);
    RequestMeta meta = ((Proceed<RequestMeta>) RequestMeta.read(request)).value();
    Answer answer =
        guard.federation().answer(guard.caller("alice", "grant-of-alice"), request, meta);
    try (EventSource events = ((Answer.Events) answer).events()) {
      return Json.read(new String(((Event.Message) events.next(PATIENCE)).json(), UTF_8));
    }
  }

  private JsonNode initialized() {
    return upstream.received().stream()
        .filter(received -> received.rpcMethod().equals("initialize"))
        .map(received -> received.json().path("params"))
        .toList()
        .getLast();
  }
}
