package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernFixtureServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a legacy client hears of without asking, out of one {@code subscriptions/listen}. */
@Timeout(60)
class BridgedNewsTest {
  private static final String WATCHED = "test://watched-resource";
  private static final String STATIC = "test://static-text";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(server.url()).awaitTools("test_simple_text");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  @Test
  void aChangedListIsToldInTheStreamWithoutTheNameOfTheSubscription() throws Exception {
    MemoryExchange stream = alice.listen();

    server.announce("notifications/prompts/list_changed", Json.object());

    JsonNode told = stream.next();
    assertThat(told.path("method").asText()).isEqualTo("notifications/prompts/list_changed");
    assertThat(told.at("/params/_meta").has("io.modelcontextprotocol/subscriptionId")).isFalse();
  }

  @Test
  void aResourceThatIsFollowedIsToldOf() throws Exception {
    MemoryExchange stream = alice.listen();
    MemoryClient.Got done = subscribe(WATCHED);

    server.touch(WATCHED);

    assertThat(done.answer().path("result").isObject()).isTrue();
    assertThat(stream.next().at("/params/uri").asText()).isEqualTo(WATCHED);
  }

  @Test
  void whatIsFollowedBeforeThereIsAStreamIsToldInIt() throws Exception {
    subscribe(WATCHED);
    MemoryExchange stream = alice.listen();

    server.touch(WATCHED);

    assertThat(stream.next().at("/params/uri").asText()).isEqualTo(WATCHED);
  }

  /** The server "MUST NOT send notification types … not requested": nor are they wanted here. */
  @Test
  void whatIsFollowedNoMoreIsNotToldOf() throws Exception {
    MemoryExchange stream = alice.listen();
    subscribe(WATCHED);
    subscribe(STATIC);
    alice.request("resources/unsubscribe", "{\"uri\":\"" + WATCHED + "\"}");
    awaitSubscriptions(1);

    server.touch(WATCHED);
    server.touch(STATIC);

    assertThat(stream.next().at("/params/uri").asText()).isEqualTo(STATIC);
  }

  @Test
  void whatTheServerDoesNotTellOfCannotBeFollowed() throws Exception {
    MemoryClient.Got refused = subscribe("test://nowhere");

    assertThat(refused.errorCode()).isEqualTo(-32602);
    awaitSubscriptions(0);
  }

  /** Contracts §3: "scope would cure it": 403 with the scope that it needs. */
  @Test
  void whatNeedsMoreScopeIsAnsweredWithThatScope() throws Exception {
    MemoryClient.Got refused =
        guard.restrained("bob").request("resources/subscribe", "{\"uri\":\"" + WATCHED + "\"}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.answer().at("/error/data/scope").asText()).isEqualTo("all");
    awaitSubscriptions(0);
  }

  @Test
  void aSessionHasOneSubscriptionAtTheServer() throws Exception {
    alice.listen();
    subscribe(WATCHED);
    subscribe(STATIC);

    awaitSubscriptions(1);
  }

  /** "MUST NOT broadcast the same message across multiple streams" (2025-11-25, transports). */
  @Test
  void aNewStreamTakesThePlaceOfTheOneBefore() throws Exception {
    MemoryExchange first = alice.listen();
    MemoryExchange second = alice.listen();

    server.announce("notifications/prompts/list_changed", Json.object());

    assertThat(first.rest()).isEmpty();
    assertThat(second.next().path("method").asText())
        .isEqualTo("notifications/prompts/list_changed");
  }

  @Test
  void theEndOfTheSessionEndsStreamAndSubscription() throws Exception {
    MemoryExchange stream = alice.listen();

    alice.leave();

    assertThat(stream.rest()).isEmpty();
    awaitSubscriptions(0);
  }

  @Test
  void theEndOfTheGrantDoesToo() throws Exception {
    MemoryExchange stream = alice.listen();

    guard.revokeGrant("grant-of-alice");

    assertThat(stream.rest()).isEmpty();
    awaitSubscriptions(0);
  }

  @Test
  void whereTheServerEndsTheSubscriptionTheStreamEnds() throws Exception {
    MemoryExchange stream = alice.listen();

    server.endSubscriptions();

    assertThat(stream.rest()).isEmpty();
  }

  @Test
  void aSubscriptionIsDecidedAndRecorded() throws Exception {
    subscribe(WATCHED);

    assertThat(guard.permitted("subscriptions/listen")).hasSize(1);
  }

  private MemoryClient.Got subscribe(String uri) throws Exception {
    return alice.request("resources/subscribe", "{\"uri\":\"" + uri + "\"}");
  }

  private void awaitSubscriptions(int open) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (server.openSubscriptions() != open && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(server.openSubscriptions()).isEqualTo(open);
  }
}
