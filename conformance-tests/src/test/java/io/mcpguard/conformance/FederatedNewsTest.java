package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernClient;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two agents hear at {@code /mcp}, each of which has scopes of one of two servers: "list
 * changed" goes to whoever holds a scope of the server, and to nobody else.
 */
@Timeout(120)
class FederatedNewsTest {
  private static final String TOOLS = "notifications/tools/list_changed";
  private static final String PROMPTS = "notifications/prompts/list_changed";
  private static final String BOTH = "{\"toolsListChanged\":true,\"promptsListChanged\":true}";

  @TempDir Path folder;

  private final ModernFixtureServer one = ModernFixtureServer.start();
  private final ModernFixtureServer two = ModernFixtureServer.start();
  private Guard guard;
  private URI everywhere;
  private String ofOne = "";
  private String ofTwo = "";

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [first, second] } }
            agents:
              agent: { ceiling: [first], max-instances: 10 }
              other: { ceiling: [second], max-instances: 10 }
            upstreams:
              one: { url: "%s", assertion: txn-token }
              two: { url: "%s", assertion: txn-token }
            scopes:
              first: { says: "The first", tools: ["one/*"], prompts: ["one/*"] }
              second: { says: "The second", tools: ["two/*"], prompts: ["two/*"] }
            clients:
              agent: { redirect-uris: ["http://127.0.0.1/callback"] }
              other: { redirect-uris: ["http://127.0.0.1/callback"] }
            """
                .formatted(one.url(), two.url()));
    everywhere = guard.url().resolve("/mcp");
    ofOne = guard.loginEverywhere("first").access();
    ofTwo =
        ScriptedAgent.registered(guard.url(), "other", Guard.REDIRECT)
            .login(Browser.of(Guard.USER, Guard.PASSWORD), everywhere.toString(), "second")
            .access();
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    one.close();
    two.close();
  }

  private EventReader subscribed(String token) throws Exception {
    EventReader events = new ModernClient(everywhere).withBearer(token).listen(BOTH);
    events.nextMessage();
    return events;
  }

  /** The stream of a session, once it is subscribed at the one server that it may see. */
  private EventReader listening(String token, ModernFixtureServer server) throws Exception {
    ScriptedClient client = new ScriptedClient(everywhere).withBearer(token);
    client.initialize("2025-11-25");
    EventReader events = client.listen();
    while (server.openSubscriptions() == 0) {
      Thread.onSpinWait();
    }
    return events;
  }

  private static String next(EventReader events) throws Exception {
    JsonNode told = events.nextMessage().orElseThrow();
    return told.path("method").asText();
  }

  private void announceAtTwoAndThenAtOne() {
    two.announce(TOOLS, Json.object());
    one.announce(PROMPTS, Json.object());
  }

  @Test
  void aSubscriptionHearsOfTheServerThatItsAgentMayUse() throws Exception {
    try (EventReader atOne = subscribed(ofOne);
        EventReader atTwo = subscribed(ofTwo)) {
      announceAtTwoAndThenAtOne();

      assertThat(next(atTwo)).isEqualTo(TOOLS);
      assertThat(next(atOne)).isEqualTo(PROMPTS);
    }
  }

  @Test
  void aSessionHearsOfTheServerThatItsAgentMayUse() throws Exception {
    try (EventReader atOne = listening(ofOne, one);
        EventReader atTwo = listening(ofTwo, two)) {
      announceAtTwoAndThenAtOne();

      assertThat(next(atTwo)).isEqualTo(TOOLS);
      assertThat(next(atOne)).isEqualTo(PROMPTS);
    }
  }

  @Test
  void atTheOtherServerNothingIsFollowedForIt() throws Exception {
    try (EventReader atOne = subscribed(ofOne)) {
      one.announce(TOOLS, Json.object());

      assertThat(next(atOne)).isEqualTo(TOOLS);
      assertThat(two.hits("subscriptions/listen")).isZero();
    }
  }
}
