package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.upstream.AgentLimits;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code subscriptions/listen} at a server of the legacy revisions. */
@Timeout(60)
class BridgedSubscriptionTest {
  private static final String WATCHED = "test://watched-resource";
  private static final String ID = "/params/_meta/io.modelcontextprotocol~1subscriptionId";

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard =
        MemoryGuard.over(upstream.url(), new AgentLimits(2, 2, 1)).awaitTools("test_simple_text");
    upstream.forget();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /** The first message is what of it is honoured, and each bears the request's id. */
  @Test
  void aResourceIsFollowedBySubscribingToIt() throws Exception {
    MemoryExchange stream = listen("\"resourceSubscriptions\":[\"" + WATCHED + "\"]");

    JsonNode first = stream.next();
    upstream.touch(WATCHED);
    JsonNode told = stream.next();

    assertThat(first.path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(first.at("/params/notifications/resourceSubscriptions/0").asText())
        .isEqualTo(WATCHED);
    assertThat(told.path("method").asText()).isEqualTo("notifications/resources/updated");
    assertThat(List.of(first.at(ID).asInt(), told.at(ID).asInt())).containsOnly(1);
    assertThat(guard.allowed()).containsExactly("resources/subscribe");
    stream.leave();
  }

  /** "MUST NOT send notification types the client has not explicitly requested". */
  @Test
  void whatWasNotAskedForIsNotTold() throws Exception {
    MemoryExchange stream = listen("\"toolsListChanged\":true");
    JsonNode first = stream.next();

    upstream.announce("notifications/prompts/list_changed", Json.object());
    upstream.announce("notifications/tools/list_changed", Json.object());

    assertThat(first.at("/params/notifications").toString())
        .isEqualTo("{\"toolsListChanged\":true}");
    assertThat(stream.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
    stream.leave();
  }

  @Test
  void whatMayNotBeReadIsNotFollowed() throws Exception {
    MemoryExchange stream = listen("\"resourceSubscriptions\":[\"test://a/../b\"]");

    assertThat(stream.next().at("/params/notifications").isEmpty()).isTrue();
    assertThat(upstream.hits("resources/subscribe")).isZero();
    stream.leave();
  }

  /** "it SHOULD send a successful subscriptions/listen response to signal a graceful end". */
  @Test
  void aStreamThatTheServerEndsEndsWithItsResult() throws Exception {
    MemoryExchange stream = listen("\"toolsListChanged\":true");
    stream.next();

    upstream.endSessions();

    JsonNode last = stream.rest().getLast();
    assertThat(last.at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(last.at("/result/_meta/io.modelcontextprotocol~1subscriptionId").asInt())
        .isEqualTo(1);
  }

  /** A place for streams that is taken is no server without streams. */
  @Test
  void whereNoStreamCanBeHadNobodyBelievesToBeTold() throws Exception {
    MemoryExchange first = listen("\"toolsListChanged\":true");
    first.next();

    MemoryExchange second = listen("\"promptsListChanged\":true");

    assertThat(second.next().at("/error/code").asInt()).isEqualTo(1429);
    assertThat(guard.stateless("alice").call("test_simple_text", "{}").answer().has("result"))
        .isTrue();
    first.leave();
  }

  @Test
  void aServerWithoutSuchAStreamTellsNothing() throws Exception {
    try (LegacyScript silent = LegacyScript.working(request -> Reply.empty(500));
        MemoryGuard before = MemoryGuard.over(silent.url()).awaitTools("work")) {
      List<JsonNode> all =
          before
              .stateless("alice")
              .request("subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}")
              .messages();

      assertThat(all.getFirst().at("/params/notifications").isEmpty()).isTrue();
      assertThat(all.getLast().at("/result/resultType").asText()).isEqualTo("complete");
    }
  }

  private MemoryExchange listen(String filter) {
    return guard.stateless("alice").stream(
        "subscriptions/listen", "{\"notifications\":{" + filter + "}}");
  }
}
