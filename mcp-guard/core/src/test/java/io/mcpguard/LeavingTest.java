package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * "Disconnect of the response stream MUST be treated as cancel" (2026-07-28, basic/patterns/
 * cancellation), before a first byte of the answer too.
 */
@Timeout(60)
class LeavingTest {
  private static final String HOLD = "{\"name\":\"hold\",\"arguments\":{}}";
  private static final String WORK = "{\"name\":\"work\",\"arguments\":{}}";

  @Test
  void aCallAtALegacyServerIsTakenBackThere() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      MemoryExchange call = guard.stateless("alice").stream("tools/call", HOLD);
      upstream.awaitHeld();

      call.disconnect();

      upstream.awaitCut();
      assertThat(upstream.received()).contains("notifications/cancelled");
      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
    }
  }

  @Test
  void aCallAtAStatelessServerIsCutThere() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch cut = new CountDownLatch(1);
    try (StatelessUpstream upstream = new StatelessUpstream().holds(held, cut);
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      MemoryExchange call = guard.stateless("alice").stream("tools/call", WORK);
      assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();

      call.disconnect();

      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
    }
  }

  @Test
  void whoLeavesWithTheirAnswerTakesNothingBack() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      MemoryExchange call = guard.stateless("alice").stream("tools/call", WORK);
      assertThat(call.rest()).hasSize(1);

      call.disconnect();

      assertThat(guard.ends()).containsExactly("executed");
    }
  }
}
