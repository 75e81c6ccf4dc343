package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.AgentLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an agent floods, it takes from itself. */
@Timeout(60)
class AgentLimitsTest {
  private final HoldingUpstream upstream = new HoldingUpstream();
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), new AgentLimits(2, 2, 2)).awaitTools("hold");
  }

  @AfterEach
  void stop() {
    upstream.close();
    guard.close();
  }

  @Test
  void anAgentHasSoManySessionsAndNoMore() throws Exception {
    guard.client("alice");
    guard.client("alice");

    MemoryClient.Got refused = guard.newcomer("alice").initialize("2025-11-25");

    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.errorCode()).isEqualTo(1429);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("too_many_sessions");
    assertThat(guard.client("bob").call("work", "{}").status()).isEqualTo(200);
  }

  @Test
  void aSessionThatIsEndedMakesRoomForOne() throws Exception {
    guard.client("alice");
    guard.client("alice").leave();

    assertThat(guard.client("alice").call("work", "{}").answer().has("result")).isTrue();
  }

  @Test
  void anAgentHasSoManyCallsUnderWayInAllItsSessionsAndNoMore() throws Exception {
    MemoryClient one = guard.client("alice");
    MemoryClient two = guard.client("alice");
    one.stream(hold(1));
    two.stream(hold(1));
    upstream.awaitHeld().awaitHeld();

    MemoryClient.Got refused = one.call("work", "{}");

    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.errorCode()).isEqualTo(1429);
    assertThat(guard.client("bob").call("work", "{}").answer().has("result")).isTrue();
  }

  @Test
  void aCallThatIsAnsweredMakesRoomForOne() throws Exception {
    MemoryClient alice = guard.client("alice");
    alice.stream(hold(10));
    MemoryExchange last = alice.stream(hold(11));
    upstream.awaitHeld().awaitHeld().release();
    last.rest();

    assertThat(alice.call("work", "{}").answer().has("result")).isTrue();
  }

  @Test
  void aCallThatIsRefusedByTheBoundIsRecordedAsThat() throws Exception {
    MemoryClient alice = guard.client("alice");
    alice.stream(hold(10));
    alice.stream(hold(11));
    upstream.awaitHeld().awaitHeld();

    alice.call("work", "{}");

    assertThat(guard.ends()).containsExactly("refused");
  }

  @Test
  void anAgentListensSoManyTimesInAllItsSessionsAndNoMore() throws Exception {
    MemoryClient one = guard.client("alice");
    MemoryClient two = guard.client("alice");

    assertThat(one.listen().code()).isEqualTo(200);
    assertThat(two.listen().code()).isEqualTo(200);
    assertThat(two.listen().code()).isEqualTo(429);
    assertThat(guard.client("bob").listen().code()).isEqualTo(200);
  }

  /** Clients take another status than 200 for the end of their connection, and lists with it. */
  @Test
  void aSubscriptionBeyondTheBoundIsAnsweredAsTheRequestThatItIs() throws Exception {
    guard.client("alice").listen();
    guard.client("alice").listen();

    MemoryClient.Got refused =
        guard
            .stateless("alice")
            .request("subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");

    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.errorCode()).isEqualTo(1429);
  }

  @Test
  void anEndedSessionsStreamsMakeRoom() throws Exception {
    MemoryClient one = guard.client("alice");
    MemoryClient two = guard.client("alice");
    one.listen();
    one.listen();

    one.leave();

    assertThat(two.listen().code()).isEqualTo(200);
  }

  private static String hold(int id) {
    return MemoryClient.request(
        Integer.toString(id), "tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
  }
}
