package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A legacy session goes on after a restart, for whom it was opened and nobody else. */
@Timeout(120)
class SessionSurvivalTest {
  private static final String TOOL = "test_simple_text";

  private final LegacyFixtureServer legacy = LegacyFixtureServer.start();
  private final ModernFixtureServer modern = ModernFixtureServer.start();
  private MemoryGuard guard;

  @AfterEach
  void stop() {
    guard.close();
    legacy.close();
    modern.close();
  }

  private MemoryClient opened() throws Exception {
    guard = MemoryGuard.over(legacy.url()).awaitTools(TOOL);
    return guard.client("alice");
  }

  private MemoryClient bridged() throws Exception {
    guard = MemoryGuard.over(modern.url(), "roots").awaitTools(TOOL);
    return guard.client("alice", "2025-06-18", "{\"roots\":{}}");
  }

  private MemoryClient restarted(MemoryClient client) throws Exception {
    guard = guard.restarted(legacy.url()).awaitTools(TOOL);
    return guard.taking(client);
  }

  private MemoryClient restartedBridge(MemoryClient client) throws Exception {
    guard = guard.restarted(modern.url(), "roots").awaitTools(TOOL);
    return guard.taking(client);
  }

  /** In bytes; and "MUST only contain visible ASCII characters" (2025-11-25, basic/transports). */
  @Test
  void anIdIsShortAndVisible() throws Exception {
    assertThat(opened().sessionId()).hasSizeLessThanOrEqualTo(1024).matches("[!-~]+");
  }

  @Test
  void aSessionOfTheUpstreamGoesOn() throws Exception {
    MemoryClient client = opened();

    MemoryClient.Got got = restarted(client).call(TOOL, "{}");

    assertThat(got.text()).isNotEmpty();
    assertThat(legacy.hits("initialize")).as("alice's, and the guards' own").isEqualTo(3);
  }

  /** Nothing but the key, and who may do what, is the same there. */
  @Test
  void itGoesOnAtAnotherNodeWithTheSameKey() throws Exception {
    MemoryClient client = opened();

    try (MemoryGuard other = guard.beside(legacy.url()).awaitTools(TOOL)) {
      assertThat(other.taking(client).call(TOOL, "{}").text()).isNotEmpty();
      assertThat(client.call(TOOL, "{}").text()).as("where it began").isNotEmpty();
    }
  }

  @Test
  void aNodeWithAnotherKeyDoesNotKnowIt() throws Exception {
    MemoryClient client = opened();

    try (MemoryGuard other = guard.besideWithAnotherKey(legacy.url()).awaitTools(TOOL)) {
      assertThat(other.taking(client).call(TOOL, "{}").status()).isEqualTo(404);
    }
  }

  /** The other node knows it from the tool server, which the session is one of. */
  @Test
  void oneThatItsClientEndedIsUnknownAtAnotherNodeToo() throws Exception {
    MemoryClient client = opened();
    client.leave();

    try (MemoryGuard other = guard.beside(legacy.url()).awaitTools(TOOL)) {
      assertThat(other.taking(client).call(TOOL, "{}").status()).isEqualTo(404);
    }
  }

  /** All calls of a session are of one run, whichever process recorded them. */
  @Test
  void itsRunGoesOnToo() throws Exception {
    MemoryClient client = opened();
    client.call(TOOL, "{}");

    restarted(client).call(TOOL, "{}");

    List<JsonNode> calls = guard.permitted("tools/call");
    assertThat(calls).hasSize(2);
    assertThat(calls.get(0).path("run")).isEqualTo(calls.get(1).path("run"));
  }

  @Test
  void oneThatTheUpstreamHasForgottenIsUnknown() throws Exception {
    MemoryClient client = opened();
    legacy.endSessions();

    assertThat(restarted(client).call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void oneThatItsClientEndedIsUnknown() throws Exception {
    MemoryClient client = opened();
    client.leave();

    assertThat(restarted(client).call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void oneOfAnotherUserIsUnknown() throws Exception {
    MemoryClient client = opened();

    MemoryClient bobs = restarted(client).bearing(guard.token("bob", "grant-of-bob"));

    assertThat(bobs.call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void oneWhoseGrantWasRevokedIsUnknownUnderTheNext() throws Exception {
    MemoryClient client = bridged();
    guard.revokeGrant("grant-of-alice");

    MemoryClient next = restartedBridge(client).bearing(guard.token("alice", "next-grant"));

    assertThat(next.call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void anIdWithOneOtherCharacterIsUnknown() throws Exception {
    MemoryClient client = opened();
    String id = client.sessionId();
    char last = id.charAt(id.length() - 2);
    String other = id.substring(0, id.length() - 2) + (last == 'A' ? 'B' : 'A') + id.charAt(0);

    MemoryClient forger = restarted(client).with("Mcp-Session-Id", other);

    assertThat(forger.call(TOOL, "{}").status()).isEqualTo(404);
  }

  /** In the last second of its day an id still opens its session. */
  @Test
  void anIdIsGoodForADay() throws Exception {
    MemoryClient client = opened();
    guard.pass(Duration.ofDays(1).minusSeconds(1));

    MemoryClient next = restarted(client).bearing(guard.token("alice", "next-grant"));

    assertThat(next.call(TOOL, "{}").status()).isEqualTo(200);
  }

  @Test
  void andNotLonger() throws Exception {
    MemoryClient client = opened();
    guard.pass(Duration.ofDays(1));

    MemoryClient next = restarted(client).bearing(guard.token("alice", "next-grant"));

    assertThat(next.call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void aSessionThatTheGuardBridgesGoesOnWithWhatTheClientSaid() throws Exception {
    MemoryClient client = bridged();

    MemoryClient.Got got = restartedBridge(client).call(TOOL, "{}");

    assertThat(got.text()).isNotEmpty();
    JsonNode meta =
        modern.received().stream()
            .filter(r -> r.rpcMethod().equals("tools/call"))
            .toList()
            .getLast()
            .json()
            .at("/params/_meta");
    assertThat(meta.at("/io.modelcontextprotocol~1clientInfo/name").asText()).isEqualTo("memory");
    assertThat(meta.path("io.modelcontextprotocol/clientCapabilities").has("roots")).isTrue();
  }

  @Test
  void andItsRevisionIsHeldAgainstTheHeader() throws Exception {
    MemoryClient client = restartedBridge(bridged());

    MemoryClient.Got got = client.with("MCP-Protocol-Version", "2025-11-25").call(TOOL, "{}");

    assertThat(got.status()).isEqualTo(400);
  }

  @Test
  void itHearsOfWhatItFollowedBefore() throws Exception {
    MemoryClient client = bridged();
    client.request("resources/subscribe", "{\"uri\":\"test://watched-resource\"}");

    MemoryExchange stream = restartedBridge(client).listen();
    modern.touch("test://watched-resource");

    assertThat(stream.next().path("method").asText()).isEqualTo("notifications/resources/updated");
  }

  @Test
  void aBridgedSessionThatItsClientEndedIsUnknown() throws Exception {
    MemoryClient client = bridged();
    client.leave();

    assertThat(restartedBridge(client).call(TOOL, "{}").status()).isEqualTo(404);
  }

  /** An ended session must never come back, though the store could not take its end. */
  @Test
  void itIsUnknownThoughItsEndCouldNotBeKept() throws Exception {
    MemoryClient client = bridged();
    guard.fillSessions();
    client.leave();

    assertThat(client.call(TOOL, "{}").status()).isEqualTo(404);
  }

  @Test
  void aSessionOverAChildGoesOnAndTheNewChildHearsWhatItFollows() throws Exception {
    guard = MemoryGuard.overChild().awaitTools("heard");
    MemoryClient client = guard.client("alice");
    client.request("resources/subscribe", "{\"uri\":\"file:///a\"}");
    client.request("logging/setLevel", "{\"level\":\"warning\"}");

    guard = guard.restartedOverChild().awaitTools("heard");
    MemoryClient next = guard.taking(client);
    String heard = "";
    while (!heard.contains("\"warning\"")) {
      heard = next.call("heard", "{}").text();
    }

    assertThat(heard).contains("resources/subscribe").contains("file:///a");
  }
}
