package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.DualEraFixtureServer;
import io.mcpguard.testkit.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A21: user B has a handle of user A's. Possession of it is no authentication, and nobody learns
 * from the answer whether there is such a thing ("State handle hijacking", 2026-07-28, security
 * best practices).
 */
@Timeout(60)
class A21ForeignHandleTest {
  private static final String TOOL = "test_input_required_result_request_state";
  private static final String YES =
      "{\"confirm\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}";
  private static final String WATCHED = "test://watched-resource";

  private static DualEraFixtureServer upstream;
  private static MemoryGuard guard;

  @BeforeAll
  static void start() throws Exception {
    upstream = DualEraFixtureServer.start();
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools(TOOL);
  }

  @AfterAll
  static void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void anothersStateIsAnsweredLikeOneThatNeverWas() throws Exception {
    String state = client("alice").call(TOOL, "{}").answer().at("/result/requestState").asText();

    Got foreign = client("bob").retry(TOOL, "{}", YES, state);

    assertThat(shown(foreign)).isEqualTo(shown(client("bob").retry(TOOL, "{}", YES, "none")));
  }

  @Test
  void anothersSessionIsAnsweredLikeOneThatNeverWas() throws Exception {
    String session = opened("alice");

    Got foreign =
        guard.newcomer("bob").with("Mcp-Session-Id", session).call("test_simple_text", "{}");

    Got unknown =
        guard.newcomer("bob").with("Mcp-Session-Id", "none").call("test_simple_text", "{}");
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(shown(foreign)).isEqualTo(shown(unknown));
  }

  /** "Mcp-Session-Id: ignore": a stateless request stands on its own token alone. */
  @Test
  void anothersSessionLendsNothingToAStatelessRequest() throws Exception {
    Got got = client("bob").with("Mcp-Session-Id", opened("alice")).call("test_simple_text", "{}");

    assertThat(got.answer().has("result")).isTrue();
    assertThat(upstream.received().getLast().headers("Mcp-Session-Id")).isEmpty();
  }

  /** A cursor is the tool server's own; whoever has it gets a list that is filtered for them. */
  @Test
  void anothersCursorIsAnsweredLikeOnesOwn() throws Exception {
    Got foreign = client("bob").request("tools/list", "{\"cursor\":\"of-alice\"}");
    Got own = client("alice").request("tools/list", "{\"cursor\":\"of-alice\"}");

    assertThat(shown(foreign)).isEqualTo(shown(own));
  }

  /** "private caches MUST NOT be shared across authorization contexts" (caching). */
  @Test
  void noListMayBeGivenToAnotherByACache() throws Exception {
    for (String list : new String[] {"tools/list", "prompts/list", "resources/list"}) {
      assertThat(client("alice").request(list, "{}").answer().at("/result/cacheScope").asText())
          .as(list)
          .isEqualTo("private");
    }
    assertThat(client("alice").request("server/discover", "{}").answer().at("/result/cacheScope"))
        .hasToString("\"private\"");
  }

  /** What is told on one subscription is told to its own client, under its own id. */
  @Test
  void aSubscriptionOfTheSameIdIsStillOnesOwn() throws Exception {
    String filter = "{\"notifications\":{\"resourceSubscriptions\":[\"" + WATCHED + "\"]}}";
    MemoryExchange alice = client("alice").stream("subscriptions/listen", filter);
    MemoryExchange bob =
        client("bob").stream(
            "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");
    assertThat(method(alice.next())).endsWith("/acknowledged");
    assertThat(method(bob.next())).endsWith("/acknowledged");

    upstream.touch(WATCHED);
    upstream.announce("notifications/tools/list_changed", Json.object());

    assertThat(method(alice.next())).isEqualTo("notifications/resources/updated");
    assertThat(method(bob.next())).isEqualTo("notifications/tools/list_changed");
    alice.leave();
    bob.leave();
  }

  private static String method(JsonNode message) {
    return message.path("method").asText();
  }

  private static String opened(String user) throws Exception {
    return guard.client(user).sessionId();
  }

  /** All that a caller sees, but for the name of the record. */
  private static JsonNode shown(Got got) {
    ObjectNode shown = got.answer().deepCopy();
    shown.remove("id");
    if (shown.at("/error/data") instanceof ObjectNode data) {
      data.remove("decision");
    }
    return shown.put("status", got.status());
  }

  private static StatelessClient client(String user) {
    return guard.stateless(user).capabilities("{\"elicitation\":{}}");
  }
}
