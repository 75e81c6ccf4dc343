package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a guard that stops takes leave of the hosts at its pipes. */
@Timeout(120)
class StdioDrainTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String HOLD = "{\"name\":\"hold\",\"arguments\":{}}";
  private static final String SLOW = "{\"name\":\"slow\",\"arguments\":{\"millis\":500}}";
  private static final String TOOLS = "{\"notifications\":{\"toolsListChanged\":true}}";

  @Test
  void aCallThatIsOpenGetsItsAnswer() throws Exception {
    try (MemoryGuard guard = MemoryGuard.overChild();
        PipeClient alice = guard.pipe("alice")) {
      alice.askAlone(1, "tools/call", SLOW);
      guard.awaitDecision("tools/call");

      alice.drain(LONG);

      assertThat(alice.answer("1").has("result")).isTrue();
      assertThat(alice.awaitEnd()).isNotEmpty();
    }
  }

  @Test
  void aCallThatDoesNotEndIsToldThatItMayHaveBeenMadeAndIsRecorded() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient alice = guard.pipe("alice")) {
      alice.askAlone(1, "tools/call", HOLD);
      upstream.awaitHeld();

      alice.drain(Duration.ofMillis(10));

      assertThat(alice.answer("1").at("/error/data/reason").asText()).isEqualTo("upstream_slow");
      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
    }
  }

  @Test
  void aRequestThatComesMeanwhileIsToldToComeAgain() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient alice = guard.pipe("alice")) {
      alice.askAlone(1, "tools/call", HOLD);
      upstream.awaitHeld();

      alice.drain(LONG);

      assertThat(alice.askUntilRefused(10)).isEqualTo("shutting_down");
    }
  }

  // The answer to subscriptions/listen is its graceful end (2026-07-28, patterns/subscriptions).
  @Test
  void aSubscriptionIsAnswered() throws Exception {
    try (MemoryGuard guard = MemoryGuard.overChild();
        PipeClient alice = guard.pipe("alice")) {
      alice.askAlone(1, "subscriptions/listen", TOOLS);
      alice.heard("notifications/subscriptions/acknowledged");

      alice.drain(LONG);

      assertThat(alice.answer("1").at("/result/resultType").asText()).isEqualTo("complete");
      assertThat(alice.awaitEnd()).isNotEmpty();
    }
  }
}
