package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream ends with the grant of whoever opened it, whoever opened its session, and with its
 * agent.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevokedStreamTest {
  @TempDir private static Path folder;
  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [everything] } }
            agents: { default: { ceiling: [everything] } }
            upstreams:
              fixture: { url: "%s", assertion: txn-token }
            scopes:
              everything: { says: "Everything", tools: ["fixture/*"], resources: ["fixture/**"] }
            clients:
              agent: { redirect-uris: ["http://127.0.0.1/callback"] }
              stray: { redirect-uris: ["http://127.0.0.1/callback"] }
            default-scope: [everything]
            """
                .formatted(upstream.url()));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void aStreamUnderALaterGrantEndsWithThatGrant() throws Exception {
    ScriptedClient client = guard.client("fixture", guard.login("fixture", "everything").access());
    TokenAnswer later = guard.login("fixture", "everything");
    client.withBearer(later.access());

    try (EventReader events = client.listen()) {
      guard.agent().revoke(later.refresh());

      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void aStreamEndsWhenItsAgentIsShutOff() throws Exception {
    TokenAnswer tokens =
        ScriptedAgent.registered(guard.url(), "stray", Guard.REDIRECT)
            .login(
                Browser.of(Guard.USER, Guard.PASSWORD),
                guard.endpoint("fixture").toString(),
                "everything");
    ScriptedClient client = guard.client("fixture", tokens.access());

    try (EventReader events = client.listen()) {
      Finished revoked = guard.run("agents", "revoke", "stray");

      assertThat(revoked.exit()).as(revoked.said()).isZero();
      assertThat(events.next()).isEmpty();
    }
    assertThat(client.call("test_simple_text", "{}").status()).isEqualTo(401);
  }

  @Test
  void aStreamUnderAnotherGrantStaysOpen() throws Exception {
    TokenAnswer earlier = guard.login("fixture", "everything");
    ScriptedClient client = guard.client("fixture", guard.login("fixture", "everything").access());
    client.request("resources/subscribe", "{\"uri\":\"test://watched-resource\"}");

    try (EventReader events = client.listen()) {
      guard.agent().revoke(earlier.refresh());
      upstream.touch("test://watched-resource");

      assertThat(events.nextMessage().orElseThrow().path("method").asText())
          .isEqualTo("notifications/resources/updated");
    }
  }
}
