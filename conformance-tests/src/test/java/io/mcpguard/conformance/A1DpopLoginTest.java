package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A1, the whole way: an agent logs in with a key, and neither its access token nor its refresh
 * token is worth anything without it, also after a restart (RFC 9449 §5, §7).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A1DpopLoginTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private final DpopKey key = DpopKey.p256();
  private Guard guard;
  private TokenAnswer tokens;

  @BeforeAll
  void loginWithAKey() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    tokens = login(key);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aCallWithTheKeyReachesTheToolServerAsOne() throws Exception {
    Answer answer = called(key, tokens);

    JsonNode agent = assertion().at("/rctx/agent");
    assertThat(answer.text()).isEqualTo("x");
    assertThat(agent.path("method").asText()).isEqualTo("dpop");
    assertThat(agent.path("assurance").asText()).isEqualTo("key-bound");
  }

  @Test
  void theTokenWithAnotherKeyIsRefused() throws Exception {
    ScriptedClient thief =
        new ScriptedClient(guard.endpoint("echo")).withDpop(DpopKey.p256(), tokens.access());

    assertThat(thief.request("ping", "{}").status()).isEqualTo(401);
  }

  @Test
  void theTokenWithoutKeyIsRefused() throws Exception {
    ScriptedClient thief = new ScriptedClient(guard.endpoint("echo")).withBearer(tokens.access());

    assertThat(thief.request("ping", "{}").status()).isEqualTo(401);
  }

  @Test
  void theRefreshTokenIsBoundToTheKeyAfterARestart() throws Exception {
    DpopKey own = DpopKey.ed25519();
    TokenAnswer first = login(own);
    guard.stop();
    guard.startAgain();

    TokenAnswer stolen = guard.agent().provingBy(DpopKey.p256()).refresh(first.refresh());
    TokenAnswer next = guard.agent().provingBy(own).refresh(first.refresh());

    assertThat(stolen.error()).isEqualTo("invalid_grant");
    assertThat(called(own, next).text()).isEqualTo("x");
  }

  private TokenAnswer login(DpopKey by) throws Exception {
    return guard
        .agent()
        .provingBy(by)
        .login(
            Browser.of(Guard.USER, Guard.PASSWORD), guard.endpoint("echo").toString(), "echo.use");
  }

  private Answer called(DpopKey by, TokenAnswer with) throws Exception {
    ScriptedClient client = new ScriptedClient(guard.endpoint("echo")).withDpop(by, with.access());
    client.initialize("2025-11-25");
    return client.call("echo", "{\"text\":\"x\"}");
  }

  /** The claims of the last assertion that the tool server got, unverified. */
  private JsonNode assertion() throws Exception {
    String token = upstream.calls().getLast().header("Txn-Token").orElseThrow();
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.read(new String(claims, StandardCharsets.UTF_8));
  }
}
