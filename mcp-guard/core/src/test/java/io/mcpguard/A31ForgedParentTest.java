package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attack row A31: "a parent assertion is context, never a credential … it is accepted while that
 * call has no outcome record; an invalid one is refused, never made a root" (contracts §2).
 */
@Timeout(60)
class A31ForgedParentTest {
  private static final String HEADER = HandingUpstream.TXN_TOKEN;

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
  void aCallThatHandsOnTheAssertionOfAnOpenOneIsItsChild() throws Exception {
    String token = upstream.heldOpen(host);

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
    String token = upstream.heldOpen(host);

    tool.with(HEADER, token).call("work", "{}");

    JsonNode parent = claims(token);
    JsonNode child = claims(upstream.last().header(HEADER).orElseThrow());
    assertThat(child.at("/tctx/mcp/parent").asText()).isEqualTo(parent.path("txn").asText());
    assertThat(child.at("/act/act/sub")).isEqualTo(parent.at("/act/sub"));
    assertThat(child.at("/tctx/mcp/root")).isEqualTo(parent.at("/tctx/mcp/root"));
    assertThat(child.at("/rctx/hop").asInt()).isEqualTo(1);
  }

  @Test
  void theAssertionMayStandInTheMetadataInstead() throws Exception {
    String token = upstream.heldOpen(host);

    tool.request("tools/call", withMeta("io.mcpguard/txn-token", token));

    assertThat(guard.permitted("tools/call").getLast().path("parent").asText())
        .isEqualTo(claims(token).path("txn").asText());
  }

  @Test
  void anAssertionWithOneLetterChangedIsRefusedAndNoRootIsMadeOfIt() throws Exception {
    String token = upstream.heldOpen(host);
    char last = token.charAt(token.length() - 2);
    String changed =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 1);

    assertRefused(tool.with(HEADER, changed).call("work", "{}"));
  }

  @Test
  void theAssertionOfACallThatHasEndedIsRefused() throws Exception {
    host.call("work", "{}");
    String token = upstream.last().header(HEADER).orElseThrow();

    assertRefused(tool.with(HEADER, token).call("work", "{}"));
  }

  @Test
  void theAssertionOfACallForAnotherUserIsRefused() throws Exception {
    String token = upstream.heldOpen(guard.stateless("bob", "bobs"));

    assertRefused(tool.with(HEADER, token).call("work", "{}"));
  }

  @Test
  void twoAssertionsAreRefused() throws Exception {
    String token = upstream.heldOpen(host);

    assertRefused(tool.with(HEADER, token, token + "x").call("work", "{}"));
  }

  @Test
  void noMoreThanFifteenCallsMayLeadToOne() throws Exception {
    String token = upstream.heldOpen(host);
    for (int hop = 1; hop <= 15; hop++) {
      token = upstream.heldOpen(guard.stateless("alice", "agent-" + hop).with(HEADER, token));
    }

    assertRefused(tool.with(HEADER, token).call("work", "{}"));
  }

  private void assertRefused(Got got) {
    assertThat(got.errorCode()).isEqualTo(1403);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("invalid_parent");
    assertThat(guard.permitted("tools/call"))
        .filteredOn(call -> texts(call.path("actors")).contains("tool"))
        .isEmpty();
  }

  private static String withMeta(String name, String value) {
    return Json.object()
        .put("name", "work")
        .<ObjectNode>set("_meta", Json.object().put(name, value))
        .toString();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode claims(String token) {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.read(new String(payload, StandardCharsets.UTF_8));
  }
}
