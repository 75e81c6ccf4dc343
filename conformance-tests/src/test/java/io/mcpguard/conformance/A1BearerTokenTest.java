package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A1: bearer tokens that are spent, taken back, somebody else's, or in the wrong place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A1BearerTokenTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            Files.createDirectory(folder.resolve("one")), EchoGuard.configuration(upstream));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aGoodTokenPasses() throws Exception {
    assertThat(call(guard, guard.login("echo", "echo.use").access()).text()).isEqualTo("x");
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    long before = upstream.hits();
    Path there = Files.createDirectory(folder.resolve("brief"));
    try (Guard brief =
        Guard.serving(there, EchoGuard.configuration(upstream) + "tokens: { access: 1s }\n")) {
      String token = brief.login("echo", "echo.use").access();
      ScriptedClient client = new ScriptedClient(brief.endpoint("echo")).withBearer(token);

      Answer answer = client.request("ping", "{}");
      while (answer.status() != 401) {
        answer = client.request("ping", "{}");
      }

      assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      assertThat(upstream.hits()).isEqualTo(before);
    }
  }

  @Test
  void aTokenThatItsAgentGaveBackIsRefused() throws Exception {
    long before = upstream.hits();
    TokenAnswer tokens = guard.login("echo", "echo.use");
    guard.agent().revoke(tokens.refresh());

    assertThat(call(guard, tokens.access()).status()).isEqualTo(401);
    assertThat(upstream.hits()).isEqualTo(before);
  }

  @Test
  void aTokenOfAnotherGuardIsRefused() throws Exception {
    long before = upstream.hits();
    Path there = Files.createDirectory(folder.resolve("two"));
    try (Guard foreign = Guard.serving(there, EchoGuard.configuration(upstream))) {
      String token = foreign.login("echo", "echo.use").access();

      assertThat(call(guard, token).status()).isEqualTo(401);
      assertThat(upstream.hits()).isEqualTo(before);
    }
  }

  /** "Access tokens MUST NOT be included in the URI query string" (MCP authorization). */
  @Test
  void aTokenInTheQueryIsNoToken() throws Exception {
    String token = guard.login("echo", "echo.use").access();
    URI url = URI.create(guard.endpoint("echo") + "?access_token=" + token);

    assertThat(new ScriptedClient(url).initialize("2025-11-25").status()).isEqualTo(401);
  }

  @Test
  void twoTokensAreNoToken() throws Exception {
    String token = guard.login("echo", "echo.use").access();
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    try (RawHttp http = RawHttp.to(guard.port())) {
      http.write(
          "POST /mcp/echo HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                  .formatted(guard.url().getAuthority())
              + "Accept: application/json, text/event-stream\r\n"
              + "Authorization: Bearer %s\r\n".formatted(token).repeat(2)
              + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body));

      assertThat(http.status()).isBetween(400, 401);
    }
  }

  @Test
  void aGetAndADeleteWithoutATokenAreRefusedToo() throws Exception {
    ScriptedClient stranger = new ScriptedClient(guard.endpoint("echo"));

    assertThat(stranger.open().statusCode()).isEqualTo(401);
    assertThat(stranger.delete()).isEqualTo(401);
  }

  private static Answer call(Guard guard, String token) throws Exception {
    return guard.client("echo", token).call("echo", "{\"text\":\"x\"}");
  }
}
