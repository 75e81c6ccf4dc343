package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guard on standard input and output (2026-07-28, basic/transports/stdio). */
@Timeout(120)
class StdioFrontTest {
  private static final String ECHO = "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}";

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
  void aLegacyClientsFirstListHasTheTools() throws Exception {
    alice.initialize("2025-11-25");

    JsonNode answer = alice.ask(1, "tools/list", "{}").answer("1");

    assertThat(answer.at("/result/tools").findValuesAsText("name")).contains("echo");
  }

  @Test
  void aLegacyClientCalls() throws Exception {
    alice.initialize("2025-11-25");

    JsonNode answer = alice.ask(1, "tools/call", ECHO).answer("1");

    assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("hi");
  }

  @Test
  void aModernClientListsAndCallsWithoutAnyHandshake() throws Exception {
    alice.askAlone(1, "tools/list", "{}").askAlone(2, "tools/call", ECHO);

    assertThat(alice.answer("1").at("/result/tools").findValuesAsText("name")).contains("echo");
    assertThat(alice.answer("2").at("/result/content/0/text").asText()).isEqualTo("hi");
  }

  // "A server MAY support multiple protocol versions" (basic/versioning), here on one pipe.
  @Test
  void bothFormsAreSpokenOnOnePipe() throws Exception {
    alice.initialize("2025-06-18");

    alice.ask(1, "tools/call", ECHO).askAlone(2, "tools/call", ECHO);

    assertThat(alice.answer("2").at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(alice.answer("1").at("/result").has("resultType")).isFalse();
  }

  @Test
  void theCallIsRecordedAsTheLocalUsers() throws Exception {
    alice.askAlone(1, "tools/call", ECHO).answer("1");

    assertThat(guard.awaitDecision("tools/call").at("/agent/id").asText()).isEqualTo("stdio");
    assertThat(guard.awaitDecision("tools/call").at("/agent/method").asText()).isEqualTo("stdio");
  }

  @Test
  void anUnknownRevisionIsToldWhichOneIsSpoken() throws Exception {
    String params =
        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2099-01-01\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}";

    JsonNode answer = alice.ask(1, "tools/list", params).answer("1");

    assertThat(answer.at("/error/code").asInt()).isEqualTo(-32022);
    assertThat(answer.at("/error/data/supported/0").asText()).isEqualTo("2026-07-28");
  }

  @Test
  void aRequestOfASessionNeedsInitializeFirst() throws Exception {
    JsonNode answer = alice.ask(1, "tools/list", "{}").answer("1");

    assertThat(answer.at("/error/data/reason").asText()).isEqualTo("missing_session");
  }

  @Test
  void aLineThatIsNoJsonIsAnsweredAndTheNextOneIsTaken() throws Exception {
    alice.send("garbage").askAlone(1, "tools/call", ECHO);

    assertThat(alice.answer("null").at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(alice.answer("1").has("result")).isTrue();
  }

  @Test
  void aLineOfTheLargestSizeIsTaken() throws Exception {
    String message = MemoryClient.request("1", "ping", "{}");

    alice.initialize("2025-11-25");
    alice.send(message + " ".repeat(MemoryGuard.LARGEST_BODY - message.length()));

    assertThat(alice.answer("1").has("result")).isTrue();
  }

  @Test
  void aLineBeyondTheLargestSizeIsRefusedAndTheNextOneIsTaken() throws Exception {
    String message = MemoryClient.request("1", "ping", "{}");
    alice.initialize("2025-11-25");

    alice.send(message + " ".repeat(MemoryGuard.LARGEST_BODY - message.length() + 1));
    alice.ask(2, "ping", "{}");

    assertThat(alice.answer("null").at("/error/data/reason").asText()).isEqualTo("body_too_large");
    assertThat(alice.answer("2").has("result")).isTrue();
  }

  // JSON-RPC 2.0 §4: the id tells which request an answer is for, so one is open at a time.
  @Test
  void anIdThatIsStillOpenIsAnsweredOnce() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard before = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient bob = before.pipe("bob")) {
      bob.askAlone(1, "tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
      upstream.awaitHeld();
      bob.askAlone(1, "tools/call", "{\"name\":\"work\",\"arguments\":{}}");

      bob.answer("null");
      upstream.release();
      bob.answer("1");

      assertThat(bob.end()).filteredOn(message -> message.path("id").asInt() == 1).hasSize(1);
    }
  }

  @Test
  void whatIsOpenAtTheEndOfInputStillGetsItsAnswer() throws Exception {
    String slow = "{\"name\":\"slow\",\"arguments\":{\"millis\":500}}";
    alice.askAlone(1, "tools/call", slow);
    guard.awaitDecision("tools/call");

    List<JsonNode> all = alice.end();

    assertThat(all).singleElement().matches(message -> message.has("result"));
  }

  @Test
  void theEndOfInputEndsASessionThatListens() throws Exception {
    alice.initialize("2025-11-25");
    alice.ask(1, "ping", "{}").answer("1");

    assertThat(alice.end()).isNotEmpty();
  }

  @Test
  void aRevokedAgentIsRefusedOnTheNextMessage() throws Exception {
    alice.initialize("2025-11-25");
    guard.revokeAgent("stdio");

    JsonNode answer = alice.ask(1, "tools/call", ECHO).answer("1");

    assertThat(answer.at("/error/code").asInt()).isEqualTo(1401);
    assertThat(answer.at("/error/data/reason").asText()).isEqualTo("agent_revoked");
  }

  @Test
  void aRevokedGrantIsRefusedOnTheNextMessage() throws Exception {
    alice.initialize("2025-11-25");
    guard.grants().forEach(grant -> guard.revokeGrant(grant.id()));

    JsonNode answer = alice.askAlone(1, "tools/call", ECHO).answer("1");

    assertThat(answer.at("/error/code").asInt()).isEqualTo(1401);
  }

  @Test
  void aCallThatIsOpenWhenItsAgentIsRevokedIsToldSo() throws Exception {
    String slow = "{\"name\":\"slow\",\"arguments\":{\"millis\":20000}}";
    alice.initialize("2025-11-25");
    alice.ask(1, "tools/call", slow);
    guard.awaitDecision("tools/call");
    guard.revokeAgent("stdio");

    assertThat(alice.answer("1").at("/error/code").asInt()).isEqualTo(1401);
  }
}
