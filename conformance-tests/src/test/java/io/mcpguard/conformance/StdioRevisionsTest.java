package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of every revision that is spoken reach a tool server that the guard launches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StdioRevisionsTest {
  @TempDir private static Path folder;
  private Guard guard;
  private String token;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [look] } }
            agents: { default: { ceiling: [look] } }
            upstreams:
              child: { command: %s, allow-unconfined-child: true }
            scopes:
              look: { says: "Look around", tools: ["child/*"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [look]
            """
                .formatted("[\"" + String.join("\", \"", StdioToolServer.command()) + "\"]"));
    token = guard.login("child", "look").access();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
  }

  /**
   * "If the server supports the requested protocol version, it MUST respond with the same version"
   * (2025-11-25, basic/lifecycle, version negotiation).
   */
  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26"})
  void theClientsRevisionIsSpoken(String revision) throws Exception {
    ScriptedClient client = new ScriptedClient(guard.endpoint("child")).withBearer(token);

    assertThat(client.initialize(revision).result().path("protocolVersion").asText())
        .isEqualTo(revision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1999-01-01", "2026-07-28"})
  void aRevisionThatIsNotSpokenHereIsAnsweredWithTheNewestThatIs(String revision) throws Exception {
    ScriptedClient client = new ScriptedClient(guard.endpoint("child")).withBearer(token);

    assertThat(client.initialize(revision).result().path("protocolVersion").asText())
        .isEqualTo("2025-11-25");
  }
}
