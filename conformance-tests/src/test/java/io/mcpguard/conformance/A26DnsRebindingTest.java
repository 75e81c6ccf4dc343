package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.EchoToolServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A26: a web page whose name resolves to loopback. "Servers MUST validate the Origin header on all
 * incoming connections to prevent DNS rebinding attacks. If the Origin header is present and
 * invalid, servers MUST respond with HTTP 403 Forbidden" (MCP 2025-11-25, transports, security
 * warning).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A26DnsRebindingTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"page","version":"1"}}}\
      """;

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String own;
  private String token;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    own = guard.url().getAuthority();
    token = guard.login("echo", "echo.use").access();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aLocalProgramPasses() throws Exception {
    assertThat(post("Host: " + own)).isEqualTo(200);
  }

  @Test
  void aForeignHostIsRefusedEvenWithAGoodToken() throws Exception {
    assertThat(post("Host: evil.example.com")).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example.com",
        "https://evil.example.com",
        "http://127.0.0.1.evil.example.com",
        "http://localhost.evil.example.com",
        "null",
        "not an origin"
      })
  void aForeignOriginIsRefusedEvenWithAGoodToken(String origin) throws Exception {
    assertThat(post("Host: " + own + "\r\nOrigin: " + origin)).isEqualTo(403);
  }

  /** "MUST validate the Origin header on all incoming connections". */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT", "OPTIONS"})
  void aForeignOriginIsRefusedWhateverTheMethod(String method) throws Exception {
    int status =
        status(
            method
                + " /mcp/echo HTTP/1.1\r\nHost: "
                + own
                + "\r\nOrigin: http://evil.example.com\r\nAuthorization: Bearer "
                + token
                + "\r\nAccept: text/event-stream\r\n\r\n");

    assertThat(status).isEqualTo(403);
  }

  @Test
  void theGuardsOwnOriginPasses() throws Exception {
    assertThat(post("Host: " + own + "\r\nOrigin: " + guard.url())).isEqualTo(200);
  }

  private int post(String head) throws Exception {
    return status(
        "POST /mcp/echo HTTP/1.1\r\n"
            + head
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\n"
            + "Accept: application/json, text/event-stream\r\nContent-Length: "
            + INITIALIZE.length()
            + "\r\n\r\n"
            + INITIALIZE);
  }

  private int status(String request) throws Exception {
    try (RawHttp http = RawHttp.to(guard.port())) {
      return http.write(request).status();
    }
  }
}
