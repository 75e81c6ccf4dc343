package io.mcpguard.examples.verified;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.server.McpSyncServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StdioToolServerTest {
  private static final String SERVER = "urn:mcp-guard:example.internal:tools";
  private static final String WHO =
      """
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{},\
      "_meta":{}}}\
      """;

  @TempDir private Path folder;

  private final PipedOutputStream toServer = new PipedOutputStream();
  private final PipedInputStream fromServer = new PipedInputStream(1 << 16);
  private final BufferedReader answers =
      new BufferedReader(new InputStreamReader(fromServer, UTF_8));
  private SigningGuard guard;
  private McpSyncServer server;

  @BeforeEach
  void start() throws Exception {
    guard = SigningGuard.create();
    Path keys = Files.writeString(folder.resolve("jwks.json"), guard.jwks());
    server =
        StdioToolServer.serve(
            Map.of(
                "MCP_GUARD_SERVER",
                SERVER,
                "MCP_GUARD_TRUST_DOMAIN",
                SigningGuard.DOMAIN,
                "MCP_GUARD_ISSUER",
                SigningGuard.ISSUER,
                "MCP_GUARD_JWKS_FILE",
                keys.toString()),
            new PipedInputStream(toServer, 1 << 16),
            new PipedOutputStream(fromServer),
            InstantSource.fixed(SigningGuard.NOW));
    send(
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
        "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
        """);
    answers.readLine();
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  @AfterEach
  void stop() throws IOException {
    toServer.close();
    server.close();
  }

  @Test
  void anAssertedCallActsForTheUserOfTheAssertion() throws Exception {
    send(asserted(guard.token(WHO, SERVER)));

    assertThat(answers.readLine()).contains("\"id\":2", "user alice");
  }

  @Test
  void aCallWithoutAssertionIsAnsweredWithTheReason() throws Exception {
    send(WHO);

    assertThat(answers.readLine()).contains("\"id\":2", "no_token");
  }

  @Test
  void aCallOfAnotherServerIsAnsweredWithTheReason() throws Exception {
    send(asserted(guard.token(WHO, "urn:mcp-guard:example.internal:other")));

    assertThat(answers.readLine()).contains("\"id\":2", "wrong_server");
  }

  private static String asserted(String token) {
    return WHO.replace("\"_meta\":{", "\"_meta\":{\"io.mcpguard/txn-token\":\"" + token + "\"");
  }

  private void send(String line) throws IOException {
    toServer.write((line + "\n").getBytes(UTF_8));
    toServer.flush();
  }
}
