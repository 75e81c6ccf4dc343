package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernFixtureServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code subscriptions/listen} (2026-07-28, basic/patterns/subscriptions). */
@Timeout(60)
class SubscriptionTest {
  private static final String WATCHED = "test://watched-resource";

  private final ModernFixtureServer upstream = ModernFixtureServer.start();
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("test_simple_text");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /**
   * "The server MUST send notifications/subscriptions/acknowledged" first, with what it honours.
   */
  @Test
  void whatIsFollowedIsAcknowledgedAndThenTold() throws Exception {
    MemoryExchange stream = listen("\"toolsListChanged\":true");
    JsonNode first = stream.next();

    upstream.announce("notifications/tools/list_changed", Json.object());

    assertThat(first.path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
    JsonNode told = stream.next();
    assertThat(told.path("method").asText()).isEqualTo("notifications/tools/list_changed");
    assertThat(told.at("/params/_meta/io.modelcontextprotocol~1subscriptionId").asInt())
        .isEqualTo(1);
    stream.leave();
  }

  /** Each resource is decided by itself; what may not be read is not followed. */
  @Test
  void aResourceThatMayNotBeReadIsNotFollowed() throws Exception {
    MemoryExchange stream =
        listen("\"resourceSubscriptions\":[\"" + WATCHED + "\",\"test://a/../b\"]");
    stream.next();

    assertThat(
            upstream
                .received()
                .getLast()
                .json()
                .at("/params/notifications/resourceSubscriptions")
                .toString())
        .isEqualTo("[\"" + WATCHED + "\"]");
    stream.leave();
  }

  @Test
  void aSubscriptionIsRecordedLikeACall() throws Exception {
    MemoryExchange stream = listen("\"resourceSubscriptions\":[\"" + WATCHED + "\"]");
    stream.next();

    assertThat(guard.allowed()).containsExactly("subscriptions/listen");
    stream.leave();
  }

  @Test
  void aSubscriptionEndsWithItsGrant() throws Exception {
    MemoryExchange stream = listen("\"toolsListChanged\":true");
    stream.next();

    guard.revokeGrant("grant-of-alice");

    assertThat(stream.next().at("/error/code").asInt()).isEqualTo(1401);
    assertThat(stream.rest()).isEmpty();
  }

  /** Streams close when the token ends, and the client learns that another one is due. */
  @Test
  void aSubscriptionEndsWithItsToken() throws Exception {
    StatelessClient alice = guard.stateless("alice");
    guard.pass(Duration.ofSeconds(599));

    MemoryExchange stream =
        alice.stream("subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");

    JsonNode last = stream.rest().getLast();
    assertThat(last.at("/error/code").asInt()).isEqualTo(1401);
    assertThat(last.at("/error/data/reason").asText()).isEqualTo("expired_token");
  }

  @Test
  void soDoesOneThatNobodyHasAcknowledgedYet() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cut = new CountDownLatch(1);
    try (StatelessUpstream silent = new StatelessUpstream().holds(asked, cut);
        MemoryGuard before = MemoryGuard.over(silent.url()).awaitTools("work")) {
      StatelessClient alice = before.stateless("alice");
      before.pass(Duration.ofMinutes(10).minusMillis(10));

      MemoryClient.Got got =
          alice.request("subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");

      assertThat(got.errorCode()).isEqualTo(1401);
      assertThat(got.answer().at("/error/data/reason").asText()).isEqualTo("expired_token");
    }
  }

  private MemoryExchange listen(String filter) {
    return guard.stateless("alice").stream(
        "subscriptions/listen", "{\"notifications\":{" + filter + "}}");
  }
}
