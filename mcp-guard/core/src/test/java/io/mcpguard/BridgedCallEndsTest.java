package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.AgentLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a legacy client's calls and sessions end at a server of 2026-07-28. */
@Timeout(60)
class BridgedCallEndsTest {
  private final OneToolServer upstream = OneToolServer.holding();
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), new AgentLimits(2, 2, 2)).awaitTools("work");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /**
   * "Receivers … SHOULD … not send a response for the cancelled request" (2025-11-25, basic/
   * utilities/cancellation); a server of 2026-07-28 is told by closing its stream.
   */
  @Test
  void aCancelledCallGetsNoResponseAndItsStreamIsCut() throws Exception {
    MemoryExchange call = alice.stream(work(7, "silent")).awaitHead();
    upstream.awaitHeld();

    cancel(7);

    upstream.awaitCut();
    assertThat(call.rest()).isEmpty();
    assertThat(guard.ends()).containsExactly("cancelled");
  }

  @Test
  void soDoesOneWhoseAnswerHasNotBegun() throws Exception {
    MemoryExchange call = alice.stream(work(7, "whole"));
    upstream.awaitHeld();

    cancel(7);

    upstream.awaitCut();
    assertThat(call.nextPiece()).isEmpty();
    assertThat(call.code()).isEqualTo(202);
    assertThat(guard.ends()).containsExactly("cancelled");
  }

  @Test
  void cancellingAnotherRequestEndsNothing() throws Exception {
    MemoryExchange call = alice.stream(work(7, "silent"));
    upstream.awaitHeld();

    cancel(8);
    upstream.release();

    assertThat(call.rest().getLast().has("result")).isTrue();
  }

  /** "Disconnection … SHOULD NOT be interpreted as … cancelling" (2025-11-25, transports). */
  @Test
  void aClientThatLeavesHasNotCancelled() throws Exception {
    MemoryExchange call = alice.stream(work(7, "chatty"));
    call.next();

    call.leave();
    call.rest();
    upstream.release();

    awaitEnd("executed");
  }

  @Test
  void anIdIsThatOfOneOpenRequest() throws Exception {
    alice.stream(work(7, "silent"));
    upstream.awaitHeld();

    MemoryClient.Got second = alice.post(work(7, "whole"));

    assertThat(second.errorCode()).isEqualTo(-32600);
    assertThat(upstream.calls()).hasSize(1);
  }

  @Test
  void theEndOfASessionEndsItsCalls() throws Exception {
    MemoryExchange call = alice.stream(work(7, "silent")).awaitHead();
    upstream.awaitHeld();

    alice.leave();

    upstream.awaitCut();
    assertThat(call.rest()).isEmpty();
  }

  /** Its caller is told why, if the end of the session is not quicker. */
  @Test
  void theEndOfTheGuardEndsThemToo() throws Exception {
    MemoryExchange call = alice.stream(work(7, "silent")).awaitHead();
    upstream.awaitHeld();

    guard.close();

    upstream.awaitCut();
    assertThat(call.rest()).allMatch(message -> message.has("error"));
  }

  @Test
  void anAgentHasSoManySessionsAndNoMore() throws Exception {
    MemoryClient second = guard.client("alice");

    MemoryClient.Got third = guard.newcomer("alice").initialize("2025-11-25");
    second.leave();

    assertThat(third.errorCode()).isEqualTo(1429);
    assertThat(guard.newcomer("alice").initialize("2025-11-25").answer().has("result")).isTrue();
  }

  @Test
  void aServerThatTellsOfNothingHasNoStream() throws Exception {
    assertThat(alice.listen().code()).isEqualTo(405);
  }

  private void awaitEnd(String status) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (guard.ends().isEmpty() && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(guard.ends()).containsExactly(status);
  }

  private void cancel(int id) throws Exception {
    alice.notify("notifications/cancelled", "{\"requestId\":" + id + "}");
  }

  private static String work(int id, String how) {
    return MemoryClient.request(
        Integer.toString(id),
        "tools/call",
        "{\"name\":\"work\",\"arguments\":{\"how\":\""
            + how
            + "\"},\"_meta\":{\"progressToken\":1}}");
  }
}
