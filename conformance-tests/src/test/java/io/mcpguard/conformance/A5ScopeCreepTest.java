package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A5: what an agent holds is what the user may, has granted, the token says and the agent's ceiling
 * allows, all four, at the time of the call.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A5ScopeCreepTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.with("echo", "more");
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void theAgentsCeilingHoldsWhateverTheUserGrants() throws Exception {
    String token = guard.login("echo", "echo.use echo.more").access();

    long before = upstream.hits();
    Answer answer = guard.client("echo", token).call("more", "{}");

    outOfReach(answer);
    assertThat(upstream.hits()).isEqualTo(before);
  }

  @Test
  void whatTheUserUnticksIsNotHeld() throws Exception {
    TokenAnswer tokens =
        guard
            .agent()
            .login(
                Browser.of("alice", Guard.PASSWORD).ticking("echo.use"::equals),
                guard.endpoint("echo").toString(),
                "echo.use echo.more");

    assertThat(tokens.body().path("scope").asText()).isEqualTo("echo.use");
  }

  @Test
  void aRefreshedTokenHoldsNoMoreThanTheFirst() throws Exception {
    ScriptedAgent agent = guard.agent();
    TokenAnswer first = guard.login("echo", "echo.use");

    TokenAnswer second = agent.refresh(first.refresh());

    assertThat(second.body().path("scope").asText()).isEqualTo("echo.use");
  }

  @Test
  void anEntitlementThatIsTakenAwayEndsAtTheNextCallOfTheSameToken() throws Exception {
    String token = guard.login("echo", "echo.use").access();
    assertThat(guard.client("echo", token).call("echo", "{\"text\":\"x\"}").text()).isEqualTo("x");

    long before = upstream.hits();

    guard.restart("alice: { may: [echo.use, echo.more] }", "alice: { may: [] }");
    Answer answer = guard.client("echo", token).call("echo", "{\"text\":\"x\"}");
    guard.restart("alice: { may: [] }", "alice: { may: [echo.use, echo.more] }");

    outOfReach(answer);
    assertThat(upstream.hits()).isEqualTo(before);
  }

  @Test
  void whatTheUserMayNotDelegateIsNotGrantedWhateverTheAgentAsks() throws Exception {
    TokenAnswer tokens = guard.login("echo", "echo.use echo.never");

    assertThat(tokens.body().path("scope").asText()).doesNotContain("echo.never");
  }

  /** No login would cure it, so that none is asked for. */
  private static void outOfReach(Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.message().at("/error/data/reason").asText()).isEqualTo("out_of_reach");
  }
}
