package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A2: "MCP servers MUST validate that access tokens were issued specifically for them as the
 * intended audience, according to RFC 8707 Section 2" (MCP authorization, token handling).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A2WrongAudienceTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String token;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    token = guard.login("echo", "echo.use").access();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aTokenWorksAtItsOwnEndpoint() throws Exception {
    assertThat(guard.client("echo", token).call("echo", "{\"text\":\"x\"}").text()).isEqualTo("x");
  }

  @Test
  void theSameTokenIsNoTokenAtAnotherEndpoint() throws Exception {
    Answer answer =
        new ScriptedClient(guard.endpoint("other")).withBearer(token).initialize("2025-11-25");

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void theRefusalNamesTheMetadataOfTheEndpointThatWasAsked() throws Exception {
    Answer answer =
        new ScriptedClient(guard.endpoint("other")).withBearer(token).initialize("2025-11-25");

    assertThat(answer.header("WWW-Authenticate"))
        .contains(
            "resource_metadata=\""
                + guard.url()
                + "/.well-known/oauth-protected-resource/mcp/other\"");
  }

  @Test
  void nothingOfItReachesTheUpstream() throws Exception {
    long before = upstream.hits();

    new ScriptedClient(guard.endpoint("other")).withBearer(token).call("echo", "{}");

    assertThat(upstream.hits()).isEqualTo(before);
  }
}
