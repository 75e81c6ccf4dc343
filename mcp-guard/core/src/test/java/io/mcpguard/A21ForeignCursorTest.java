package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.federation.Federation;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.testkit.Json;
import io.mcpguard.upstream.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A21: someone goes on with the list of all upstreams where another left it. "Bind … handles to the
 * user" (security best practices, state handle hijacking).
 */
@Timeout(60)
class A21ForeignCursorTest {
  private static final String UNKNOWN = "AAAA";

  private final StatelessUpstream upstream = new StatelessUpstream();
  private MemoryGuard guard;
  private Federation federation;
  private Delegated alice;
  private String cursor;

  @BeforeEach
  void start() throws Exception {
    upstream.gives(
        """
        {"prompts":[{"name":"a"}],"nextCursor":"own","resultType":"complete","ttlMs":0,"cacheScope":"public"}
        """);
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    federation = guard.federation();
    alice = guard.caller("alice", "grant-of-alice");
    cursor = shown(list(alice, "prompts/list", "")).at("/result/nextCursor").asText();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void aCursorGoesOnForWhoeverGotIt() {
    list(alice, "prompts/list", cursor);

    assertThat(cursor).isNotEqualTo("own");
    assertThat(upstream.received("prompts/list").getLast().json().at("/params/cursor").asText())
        .isEqualTo("own");
  }

  @Test
  void whatIsNoCursorIsRefused() {
    refused(alice, "prompts/list", UNKNOWN);
  }

  @Test
  void itIsNotTakenFromAnotherUser() {
    refused(guard.caller("bob", "grant-of-bob"), "prompts/list", cursor);
  }

  @Test
  void itIsNotTakenFromAnotherAgentOfTheSameUser() {
    refused(guard.caller("alice", "another", "another-agent"), "prompts/list", cursor);
  }

  @Test
  void itIsNotTakenForAnotherList() {
    refused(alice, "resources/list", cursor);
  }

  /** Joined without their lengths the two names would be those of the first pair. */
  @Test
  void itIsNotTakenFromAnotherPairWhoseNamesJoinAlike() {
    Delegated owner = guard.caller("carol", "first", "one\ntwo");
    String own = shown(list(owner, "prompts/list", "")).at("/result/nextCursor").asText();

    refused(guard.caller("carol\none", "second", "two"), "prompts/list", own);
  }

  private void refused(Delegated caller, String list, String at) {
    int asked = upstream.received(list).size();

    Answer answer = list(caller, list, at);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Denied.class,
            denied ->
                assertThat(denied.denial())
                    .extracting(Denial::reason)
                    .isEqualTo(Reason.INVALID_PARAMS));
    assertThat(upstream.received(list)).hasSize(asked);
  }

  private Answer list(Delegated caller, String list, String at) {
    ObjectNode params = Json.object();
    params
        .withObject("/_meta")
        .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
        .set("io.modelcontextprotocol/clientCapabilities", Json.object());
    if (!at.isEmpty()) {
      params.put("cursor", at);
    }
    McpMessage.Request request =
        guard.request(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                .formatted(list, params));
    RequestMeta meta = ((Proceed<RequestMeta>) RequestMeta.read(request)).value();
    return federation.answer(caller, request, meta);
  }

  private static JsonNode shown(Answer answer) {
    return Json.read(new String(((Answer.Message) answer).json(), UTF_8));
  }
}
