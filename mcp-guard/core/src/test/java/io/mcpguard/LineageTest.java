package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * "A call without a verified parent is a root"; "a parent assertion is context, never a credential
 * … it is accepted while that call has no outcome record; an invalid one is refused, never made a
 * root" (contracts §2).
 */
@Timeout(60)
class LineageTest {
  private static final String RUN = "io.mcpguard/run";
  private static final String HEADER = "Txn-Token";

  private final SynchronousQueue<String> tokens = new SynchronousQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private RecordingUpstream upstream;
  private MemoryGuard guard;
  private StatelessClient host;
  private StatelessClient tool;

  @BeforeEach
  void start() throws Exception {
    upstream = RecordingUpstream.answering(this::answer);
    guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
    host = guard.stateless("alice", "host");
    tool = guard.stateless("alice", "tool");
  }

  @AfterEach
  void stop() {
    released.countDown();
    guard.close();
    upstream.close();
  }

  /** {@code hold} hands its assertion to the test and waits; {@code work} answers. */
  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "server/discover" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      """
                      {"resultType":"complete","supportedVersions":["2026-07-28"],"ttlMs":0,
                       "cacheScope":"private","capabilities":{"tools":{}},
                       "serverInfo":{"name":"s","version":"1"}}
                      """)));
      case "tools/list" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      """
                      {"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[
                       {"name":"hold","inputSchema":{}},{"name":"work","inputSchema":{}}]}
                      """)));
      case "tools/call" ->
          new Reply(
              200,
              Map.of("Content-Type", "application/json"),
              out -> {
                if (request.json().at("/params/name").asText().equals("hold")) {
                  tokens.put(request.header(HEADER).orElseThrow());
                  released.await();
                }
                out.write(
                    Json.bytes(
                        Json.result(
                            id, Json.read("{\"resultType\":\"complete\",\"content\":[]}"))));
              });
      default -> Reply.empty(202);
    };
  }

  /** The assertion of a call that stays open. */
  private String heldOpen(StatelessClient by) throws Exception {
    by.stream("tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
    return tokens.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void aCallThatHandsOnTheAssertionOfAnOpenOneIsItsChild() throws Exception {
    String token = heldOpen(host);

    tool.with(HEADER, token).call("work", "{}");

    JsonNode parent = guard.permitted("tools/call").get(0);
    JsonNode child = guard.permitted("tools/call").get(1);
    assertThat(child.path("parent").asText()).isEqualTo(parent.path("txn").asText());
    assertThat(child.path("run").asText()).isEqualTo(parent.path("run").asText());
    assertThat(child.path("run_by").asText()).isEqualTo("parent");
    assertThat(texts(child.path("actors"))).containsExactly("tool", "host");
  }

  @Test
  void theAssertionOfAChildNamesItsParentAndWhoActedBefore() throws Exception {
    String token = heldOpen(host);

    tool.with(HEADER, token).call("work", "{}");

    JsonNode parent = claims(token);
    JsonNode child = claims(upstream.received().getLast().header(HEADER).orElseThrow());
    assertThat(child.at("/tctx/mcp/parent").asText()).isEqualTo(parent.path("txn").asText());
    assertThat(child.at("/act/act/sub")).isEqualTo(parent.at("/act/sub"));
    assertThat(child.at("/tctx/mcp/root")).isEqualTo(parent.at("/tctx/mcp/root"));
    assertThat(child.at("/rctx/hop").asInt()).isEqualTo(1);
  }

  @Test
  void theAssertionMayStandInTheMetadataInstead() throws Exception {
    String token = heldOpen(host);

    tool.request("tools/call", withMeta("io.mcpguard/txn-token", token));

    assertThat(guard.permitted("tools/call").getLast().path("parent").asText())
        .isEqualTo(claims(token).path("txn").asText());
  }

  @Test
  void anAssertionWithOneLetterChangedIsRefusedAndNoRootIsMadeOfIt() throws Exception {
    String token = heldOpen(host);
    char last = token.charAt(token.length() - 2);
    String changed =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 1);

    assertRefused(tool.with(HEADER, changed).call("work", "{}"), "invalid_parent");
  }

  @Test
  void theAssertionOfACallThatHasEndedIsRefused() throws Exception {
    host.call("work", "{}");
    String token = upstream.received().getLast().header(HEADER).orElseThrow();

    assertRefused(tool.with(HEADER, token).call("work", "{}"), "invalid_parent");
  }

  @Test
  void theAssertionOfACallForAnotherUserIsRefused() throws Exception {
    String token = heldOpen(guard.stateless("bob", "bobs"));

    assertRefused(tool.with(HEADER, token).call("work", "{}"), "invalid_parent");
  }

  @Test
  void twoAssertionsAreRefused() throws Exception {
    String token = heldOpen(host);

    assertRefused(tool.with(HEADER, token, token + "x").call("work", "{}"), "invalid_parent");
  }

  @Test
  void noMoreThanFifteenCallsMayLeadToOne() throws Exception {
    String token = heldOpen(host);
    for (int hop = 1; hop <= 15; hop++) {
      token = heldOpen(guard.stateless("alice", "agent-" + hop).with(HEADER, token));
    }

    assertRefused(tool.with(HEADER, token).call("work", "{}"), "invalid_parent");
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

    assertRefused(tool.request("tools/call", withMeta(RUN, handle)), "unknown_run");
  }

  @Test
  void aHandleThatNobodyGaveIsRefused() throws Exception {
    assertRefused(host.request("tools/call", withMeta(RUN, "made-up")), "unknown_run");
  }

  @Test
  void theToolServerSeesNothingOfARun() throws Exception {
    host.request("tools/call", withMeta(RUN, "new"));

    assertThat(upstream.received().getLast().text()).doesNotContain("io.mcpguard/run");
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

  private void assertRefused(Got got, String reason) {
    assertThat(got.answer().at("/error/code").asInt()).isEqualTo(1403);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo(reason);
    assertThat(guard.permitted("tools/call"))
        .filteredOn(call -> call.path("name").asText().equals("work"))
        .filteredOn(call -> texts(call.path("actors")).contains("tool"))
        .isEmpty();
  }

  private static String withMeta(String name, String value) {
    return Json.object()
        .put("name", "work")
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
            "_meta", Json.object().put(name, value))
        .toString();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode claims(String token) {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return Json.read(new String(payload, StandardCharsets.UTF_8));
  }
}
