package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DualEraFixtureServerTest {
  private final DualEraFixtureServer server = DualEraFixtureServer.start();
  private final ModernClient modern = new ModernClient(server.url());
  private final ScriptedClient legacy = new ScriptedClient(server.url());

  @AfterEach
  void stop() {
    server.close();
  }

  /** "A request carrying modern per-request _meta is served statelessly" (versioning). */
  @Test
  void servesARequestWithModernMetadataWithoutASession() throws Exception {
    Answer answer = modern.call("test_simple_text", "{}");

    assertThat(answer.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  /** "An initialize request selects legacy semantics, scoped to […] the session". */
  @Test
  void servesASessionOfTheRevisionThatWasNegotiated() throws Exception {
    legacy.initialize("2025-06-18");

    Answer answer = legacy.call("test_simple_text", "{}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.result().has("resultType")).isFalse();
  }

  @Test
  void negotiatesALegacyRevisionWithWhoeverShakesHands() throws Exception {
    Answer answer = legacy.initialize("2026-07-28");

    assertThat(answer.result().path("protocolVersion").asText()).isEqualTo("2025-11-25");
  }

  @Test
  void doesNotTakeTheModernHeaderAloneForASession() throws Exception {
    legacy.withHeader("MCP-Protocol-Version", "2026-07-28");

    assertThat(legacy.request("tools/list", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void doesNotServeModernMetadataUnderALegacyHeader() throws Exception {
    modern.withHeader("MCP-Protocol-Version", "2025-11-25");

    assertThat(modern.request("tools/list", "{}").errorCode()).isEqualTo(-32020);
  }

  @Test
  void refusesABatchWithAModernRequestInIt() throws Exception {
    legacy.initialize("2025-03-26");

    Answer answer = legacy.batch(List.of(modern.message("tools/list", "{}")));

    assertThat(answer.errorCode()).isEqualTo(-32600);
  }

  @Test
  void tellsClientsOfBothErasOfAChange() throws Exception {
    legacy.initialize("2025-11-25");
    try (EventReader old = legacy.listen();
        EventReader stream = modern.listen("{\"toolsListChanged\":true}")) {
      assertThat(stream.nextMessage()).isPresent();
      server.announce("notifications/tools/list_changed", Json.object());

      assertThat(old.nextMessage().orElseThrow().path("method").asText())
          .isEqualTo(stream.nextMessage().orElseThrow().path("method").asText());
    }
  }
}
