package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MCP 2025-11-25, basic/utilities/cancellation. */
@Timeout(60)
class CancellationTest {
  private final HoldingUpstream upstream = new HoldingUpstream();
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    upstream.close();
    guard.close();
  }

  /** "Receivers … SHOULD … not send a response for the cancelled request". */
  @Test
  void aCancelledCallGetsNoResponse() throws Exception {
    MemoryExchange call = alice.stream(hold(7));
    upstream.awaitHeld();

    cancel(7);

    assertThat(call.nextPiece()).isEmpty();
    assertThat(call.code()).isEqualTo(202);
    assertThat(guard.ends()).containsExactly("cancelled");
  }

  @Test
  void theToolServerIsToldAndTheExchangeWithItIsCut() throws Exception {
    alice.stream(hold(7));
    upstream.awaitHeld();

    cancel(7);

    upstream.awaitCut();
    assertThat(upstream.received()).contains("notifications/cancelled");
  }

  /** "Invalid cancellation notifications SHOULD be ignored: unknown request IDs …". */
  @Test
  void cancellingAnotherRequestEndsNothing() throws Exception {
    MemoryExchange call = alice.stream(hold(7));
    upstream.awaitHeld();

    cancel(8);
    upstream.release();

    assertThat(call.rest().getFirst().has("result")).isTrue();
    assertThat(upstream.received()).doesNotContain("notifications/cancelled");
  }

  // Each comes on a connection of its own, or is read by a thread of its own.
  @Test
  void whatIsCancelledBeforeItIsThereIsNotSent() throws Exception {
    cancel(7);

    JsonNode answer = alice.stream(hold(7)).rest().getFirst();

    assertThat(answer.at("/error/data/reason").asText()).isEqualTo("invalid_request");
    assertThat(upstream.received()).doesNotContain("tools/call", "notifications/cancelled");
    assertThat(guard.ends()).containsExactly("refused");
  }

  private void cancel(int id) throws Exception {
    alice.notify("notifications/cancelled", "{\"requestId\":" + id + "}");
  }

  private static String hold(int id) {
    return MemoryClient.request(
        Integer.toString(id), "tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
  }
}
