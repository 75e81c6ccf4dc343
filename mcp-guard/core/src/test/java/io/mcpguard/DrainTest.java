package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.ModernFixtureServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a guard that stops takes leave of clients at its HTTP endpoints. */
@Timeout(120)
class DrainTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String HOLD = "{\"name\":\"hold\",\"arguments\":{}}";
  private static final String TOOLS = "{\"notifications\":{\"toolsListChanged\":true}}";

  /**
   * The answer to subscriptions/listen is its graceful end (2026-07-28, patterns/subscriptions); it
   * comes at once, since there is no other to wait for.
   */
  @Test
  void aSubscriptionIsAnsweredAtOnce() throws Exception {
    try (ModernFixtureServer upstream = ModernFixtureServer.start();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("test_simple_text")) {
      MemoryExchange stream = guard.stateless("alice").stream("subscriptions/listen", TOOLS);
      stream.next();

      guard.drain(LONG);

      JsonNode last = stream.next();
      assertThat(last.path("id").asInt()).isEqualTo(1);
      assertThat(last.at("/result/resultType").asText()).isEqualTo("complete");
      assertThat(last.at("/result/_meta/io.modelcontextprotocol~1subscriptionId").asInt())
          .isEqualTo(1);
      assertThat(stream.rest()).isEmpty();
    }
  }

  @Test
  void aCallThatDoesNotEndIsToldThatItMayHaveBeenMadeAndIsRecorded() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    try (StatelessUpstream upstream = new StatelessUpstream().holds(held, new CountDownLatch(1));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      MemoryExchange call =
          guard.stateless("alice").stream("tools/call", "{\"name\":\"work\",\"arguments\":{}}");
      held.await();

      guard.stopCalls();

      assertThat(call.next().at("/error/data/reason").asText()).isEqualTo("upstream_slow");
      assertThat(guard.awaitEnd()).isEqualTo("unknown");
    }
  }

  @Test
  void soIsACallThatABridgeCarries() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      MemoryExchange call = guard.stateless("alice").stream("tools/call", HOLD);
      upstream.awaitHeld();

      guard.stopCalls();

      assertThat(call.next().at("/error/data/reason").asText()).isEqualTo("upstream_slow");
    }
  }

  /** Its session goes on with the next guard, so that it is not called unknown. */
  @Test
  void soIsACallInASession() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      MemoryClient alice = guard.client("alice");
      MemoryExchange call =
          alice.stream(
              "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":" + HOLD + "}");
      upstream.awaitHeld();

      guard.stopCalls();

      assertThat(call.next().at("/error/data/reason").asText()).isEqualTo("upstream_slow");
    }
  }

  @Test
  void aCallThatComesLaterIsToldToComeAgain() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      MemoryClient alice = guard.client("alice");

      guard.stopCalls();

      assertThat(alice.call("work", "{}").answer().at("/error/data/reason").asText())
          .isEqualTo("shutting_down");
    }
  }
}
