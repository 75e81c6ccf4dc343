package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Batches on a pipe (2025-03-26, basic/transports): everybody who waits for an answer gets one,
 * whatever else is in the batch.
 */
@Timeout(120)
class StdioBatchTest {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
  private static final String UNKNOWN = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"no/such\"}";
  private static final String NAMELESS = "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}";
  private static final String SLOW =
      "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":"
          + "{\"name\":\"slow\",\"arguments\":{\"millis\":1000}}}";

  private static final String HELD = SLOW.replace("slow", "hold");

  private MemoryGuard guard;
  private PipeClient alice;

  @BeforeEach
  void launch() throws Exception {
    guard = MemoryGuard.overChild();
    alice = guard.pipe("alice");
  }

  @AfterEach
  void stop() {
    alice.close();
    guard.close();
  }

  @Test
  void aBatchIsAnsweredRequestByRequest() throws Exception {
    alice.initialize("2025-03-26");

    alice.send("[" + PING + "," + SLOW + "]");

    assertThat(alice.answer("1").has("result")).isTrue();
    assertThat(alice.answer("3").has("result")).isTrue();
  }

  @Test
  void anElementThatIsRefusedIsAnsweredUnderItsOwnId() throws Exception {
    alice.initialize("2025-03-26");

    alice.send("[" + UNKNOWN + "," + PING + "]");

    assertThat(alice.answer("2").at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(alice.answer("1").has("result")).isTrue();
  }

  // "If there was an error in detecting the id …, it MUST be Null" (JSON-RPC 2.0 §5).
  @Test
  void anElementWithoutAReadableIdIsAnsweredUnderNone() throws Exception {
    alice.initialize("2025-03-26");

    alice.send("[" + NAMELESS + "," + PING + "]");

    assertThat(alice.answer("null").at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(alice.answer("1").has("result")).isTrue();
  }

  @Test
  void aBatchOfNothingButErrorsIsAnsweredWithThem() throws Exception {
    alice.initialize("2025-03-26");

    alice.send("[" + UNKNOWN + "," + NAMELESS + "]");

    assertThat(alice.answer("2").at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(alice.answer("null").at("/error/code").asInt()).isEqualTo(-32600);
  }

  @Test
  void anElementWhoseIdIsOpenTakesNoOtherWithIt() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard before = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient bob = before.pipe("bob")) {
      bob.initialize("2025-03-26");
      bob.send(HELD);
      upstream.awaitHeld();

      bob.send("[" + HELD + "," + PING + "]");

      assertThat(bob.answer("null").at("/error/data/reason").asText()).isEqualTo("invalid_request");
      assertThat(bob.answer("1").has("result")).isTrue();
      upstream.release();
      assertThat(bob.answer("3").has("result")).isTrue();
    }
  }

  @Test
  void whoTakesOneRequestOfABatchBackStillGetsTheAnswersToTheOthers() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard before = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient bob = before.pipe("bob")) {
      bob.initialize("2025-03-26");
      bob.send("[" + HELD + "," + PING + "]");
      upstream.awaitHeld();

      bob.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":3}}");

      assertThat(before.awaitEnd()).isEqualTo("cancelled");
      upstream.release();
      assertThat(bob.answer("1").has("result")).isTrue();
      assertThat(bob.end()).noneMatch(message -> message.path("id").asInt() == 3);
    }
  }

  // Batches are of the 2025-03-26 revision alone.
  @Test
  void aBatchOfARevisionWithoutBatchesIsRefusedToEachWhoWaits() throws Exception {
    alice.initialize("2025-06-18");

    alice.send("[" + PING + "," + UNKNOWN + "]");

    JsonNode first = alice.answer("1");
    JsonNode second = alice.answer("2");
    assertThat(first.at("/error/data/reason").asText()).isEqualTo("invalid_request");
    assertThat(second.at("/error/data/reason").asText()).isEqualTo("invalid_request");
  }

  @Test
  void aBatchBeforeInitializeIsRefusedToEachWhoWaits() throws Exception {
    alice.send("[" + PING + "," + UNKNOWN + "]");

    assertThat(alice.answer("1").at("/error/data/reason").asText()).isEqualTo("missing_session");
    assertThat(alice.answer("2").has("error")).isTrue();
  }
}
