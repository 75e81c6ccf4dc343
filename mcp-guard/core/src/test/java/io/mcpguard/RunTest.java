package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Runs: a handle the guard mints and the client carries, bound to agent and user; for clients that
 * carry nothing, the legacy session or the token is the run, and the record says which."
 */
@Timeout(60)
class RunTest {
  private static final String RUN = "io.mcpguard/run";

  private HandingUpstream upstream;
  private MemoryGuard guard;
  private StatelessClient host;
  private StatelessClient tool;

  @BeforeEach
  void start() throws Exception {
    upstream = new HandingUpstream();
    guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
    host = guard.stateless("alice", "host");
    tool = guard.stateless("alice", "tool");
  }

  @AfterEach
  void stop() {
    upstream.close();
    guard.close();
  }

  @Test
  void whoAsksForARunGetsAHandleThatLaterCallsCarryOn() throws Exception {
    Got first = host.request("tools/call", withMeta(RUN, "new"));
    String handle = first.answer().at("/result/_meta").path(RUN).asText();

    Got second = host.request("tools/call", withMeta(RUN, handle));

    List<JsonNode> calls = guard.permitted("tools/call");
    assertThat(calls.get(1).path("run")).isEqualTo(calls.get(0).path("run"));
    assertThat(calls).extracting(call -> call.path("run_by").asText()).containsOnly("handle");
    assertThat(calls).extracting(call -> call.at("/root/kind").asText()).containsOnly("user");
    assertThat(second.answer().at("/result/_meta").has(RUN)).isFalse();
  }

  @Test
  void twoRunsAreToldApart() throws Exception {
    host.request("tools/call", withMeta(RUN, "new"));
    host.request("tools/call", withMeta(RUN, "new"));

    List<JsonNode> calls = guard.permitted("tools/call");
    assertThat(calls.get(1).path("run")).isNotEqualTo(calls.get(0).path("run"));
  }

  @Test
  void aHandleOfAnotherAgentOfTheSameUserIsRefused() throws Exception {
    Got first = host.request("tools/call", withMeta(RUN, "new"));
    String handle = first.answer().at("/result/_meta").path(RUN).asText();

    assertRefused(tool.request("tools/call", withMeta(RUN, handle)));
  }

  /** "a handle the guard mints and the client carries … bound to agent and user". */
  @Test
  void aHandleOfAnotherUserOfTheSameAgentIsRefused() throws Exception {
    Got first = host.request("tools/call", withMeta(RUN, "new"));
    String handle = first.answer().at("/result/_meta").path(RUN).asText();
    StatelessClient bobs = guard.stateless("bob", "host");

    assertRefused(bobs.request("tools/call", withMeta(RUN, handle)));
  }

  @Test
  void whoPresentsAnothersHandleReachesNoToolServer() throws Exception {
    Got first = host.request("tools/call", withMeta(RUN, "new"));
    String handle = first.answer().at("/result/_meta").path(RUN).asText();

    tool.request("tools/call", withMeta(RUN, handle));
    guard.stateless("bob", "host").request("tools/call", withMeta(RUN, handle));

    assertThat(guard.permitted("tools/call")).hasSize(1);
  }

  @Test
  void aHandleThatNobodyGaveIsRefused() throws Exception {
    assertRefused(host.request("tools/call", withMeta(RUN, "made-up")));
  }

  @Test
  void theToolServerSeesNothingOfARun() throws Exception {
    host.request("tools/call", withMeta(RUN, "new"));

    assertThat(upstream.last().text()).doesNotContain("io.mcpguard/run");
  }

  @Test
  void whatCarriesNothingIsOfTheRunOfItsTokenAndUnattributed() throws Exception {
    host.call("work", "{}");
    host.call("work", "{}");

    List<JsonNode> calls = guard.permitted("tools/call");
    assertThat(calls.get(1).path("run")).isEqualTo(calls.get(0).path("run"));
    assertThat(calls.get(0).path("run_by").asText()).isEqualTo("token");
    assertThat(calls.get(0).at("/root/kind").asText()).isEqualTo("unattributed");
    assertThat(calls.get(0).path("run").asText()).hasSize(22);
  }

  @Test
  void aLegacySessionIsARun() throws Exception {
    MemoryClient session = guard.client("alice");
    session.call("work", "{}");
    session.call("work", "{}");

    List<JsonNode> calls = guard.permitted("tools/call");
    assertThat(calls.get(1).path("run")).isEqualTo(calls.get(0).path("run"));
    assertThat(calls.get(0).path("run_by").asText()).isEqualTo("session");
    assertThat(calls.get(0).at("/root/kind").asText()).isEqualTo("user");
  }

  @Test
  void theCallersTraceStandsInTheRecord() throws Exception {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    host.request("tools/call", withMeta("traceparent", traceparent));

    assertThat(guard.permitted("tools/call").getFirst().path("traceparent").asText())
        .isEqualTo(traceparent);
  }

  @Test
  void whatIsNoTraceStandsInNone() throws Exception {
    host.request("tools/call", withMeta("traceparent", "anything at all"));

    assertThat(guard.permitted("tools/call").getFirst().has("traceparent")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "-1, -1", "'\"7\"', 7", "'\"9f1c2b3a-0d4e-4f5a\"', 9f1c2b3a-0d4e-4f5a"})
  void aNumberOrAUuidStandsInTheRecordAsTheRequestsId(String id, String recorded) throws Exception {
    String message = host.message("tools/call", withMeta("x", "y"));

    host.post(message.replaceFirst("\"id\":1", "\"id\":" + id));

    assertThat(guard.permitted("tools/call").getFirst().path("request_id").asText())
        .isEqualTo(recorded);
  }

  /** Records outlive what a person agreed to: nothing that a client may write freely. */
  @ParameterizedTest
  @ValueSource(strings = {"\"alice\"", "\"\""})
  void anIdThatMaySayMoreStandsInNone(String id) throws Exception {
    String message = host.message("tools/call", withMeta("x", "y"));

    host.post(message.replaceFirst("\"id\":1", "\"id\":" + id));

    assertThat(guard.permitted("tools/call").getFirst().has("request_id")).isFalse();
  }

  private void assertRefused(Got got) {
    assertThat(got.errorCode()).isEqualTo(1403);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("unknown_run");
  }

  private static String withMeta(String name, String value) {
    return Json.object()
        .put("name", "work")
        .<ObjectNode>set("_meta", Json.object().put(name, value))
        .toString();
  }
}
