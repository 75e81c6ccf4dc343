package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.Begun;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A23: somebody else's login or consent, turned to an attacker's use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A23ConsentPhishingTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private Browser alice;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
  }

  @BeforeEach
  void sitDown() {
    alice = Browser.of("alice", Guard.PASSWORD);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  /** "Implement proper redirect URI validation using exact string matching" (best practices). */
  @Test
  void aKnownAgentWithAnotherRedirectIsShownAPageAndSentNowhere() throws Exception {
    ScriptedAgent impostor =
        ScriptedAgent.registered(guard.url(), "agent", URI.create("https://evil.example.com/cb"));

    HttpResponse<String> answer = alice.get(begun(impostor).url());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void consentIsAskedEveryTimeForAnAgentThatListensOnLoopback() throws Exception {
    alice.visit(begun(guard.agent()).url());
    int before = alice.pages().size();

    alice.visit(begun(guard.agent()).url());

    assertThat(alice.pages()).hasSizeGreaterThan(before);
  }

  @Test
  void aConsentThatNoPageOfOursSentGivesNothing() throws Exception {
    alice.visit(begun(guard.agent()).url());

    HttpResponse<String> forged =
        alice.post(
            guard.url().resolve("/oauth/consent"),
            "https://evil.example.com",
            "decision=allow&scope=echo.use");

    assertThat(forged.statusCode()).isBetween(400, 403);
    assertThat(forged.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void anAgentThatNamedItselfIsShownAsUnverified() throws Exception {
    ScriptedAgent stranger = ScriptedAgent.registering(guard.url(), "Your Bank", Guard.REDIRECT);

    alice.visit(begun(stranger).url());

    assertThat(alice.pages().getLast().text()).contains("Your Bank").contains("unverified");
  }

  @Test
  void thePageNamesWhereTheAnswerGoes() throws Exception {
    alice.visit(begun(guard.agent()).url());

    assertThat(alice.pages().getLast().text()).contains("127.0.0.1");
  }

  @Test
  void noPageCanBeFramed() throws Exception {
    HttpResponse<String> login = alice.get(begun(guard.agent()).url());

    assertThat(login.statusCode()).isBetween(200, 303);
    assertThat(alice.get(guard.url().resolve("/oauth/login")).headers().map().toString())
        .contains("frame-ancestors 'none'");
  }

  @Test
  void aPersonWhoRefusesSendsNoCode() throws Exception {
    URI end = alice.refusing().visit(begun(guard.agent()).url());

    assertThat(ScriptedAgent.parameter(end, "error")).contains("access_denied");
    assertThat(ScriptedAgent.parameter(end, "code")).isEmpty();
  }

  private Begun begun(ScriptedAgent agent) {
    return agent.begin(guard.endpoint("echo").toString(), "echo.use");
  }
}
