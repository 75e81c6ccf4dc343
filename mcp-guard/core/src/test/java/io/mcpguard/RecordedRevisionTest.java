package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.EchoToolServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A record names the revision that the tool server was spoken to in, whatever its client speaks.
 */
@Timeout(60)
class RecordedRevisionTest {
  private static String recorded(MemoryGuard guard) {
    return guard.permitted("tools/call").getFirst().path("revision").asText();
  }

  @Test
  void aLegacyConversationsRevisionStandsInTheRecord() throws Exception {
    try (EchoToolServer echo = EchoToolServer.start();
        MemoryGuard guard = MemoryGuard.over(echo.url()).awaitTools("echo")) {
      guard.client("alice").call("echo", "{\"text\":\"x\"}");

      assertThat(recorded(guard)).isEqualTo("2025-11-25");
    }
  }

  @Test
  void aCallThatIsBridgedIsOfTheRevisionThatItWasBridgedTo() throws Exception {
    try (HandingUpstream upstream = new HandingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      guard.client("alice").call("work", "{}");

      assertThat(recorded(guard)).isEqualTo("2026-07-28");
    }
  }
}
