package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A child that speaks 2026-07-28 alone: all share it, and each gets what belongs to them. */
@Timeout(60)
class StatelessChildTest {
  /** Answers {@code wait} never, and {@code heard} with the ids that were taken back. */
  private static final String CHILD =
      """
      answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$1" "$2"; }
      meta='io.modelcontextprotocol' waiting=none
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *'"initialize"'*)
            printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"?"}}\\n' "$id";;
          *'"server/discover"'*)
            answer "$id" '{"resultType":"complete","supportedVersions":["2026-07-28"],\
      "capabilities":{"tools":{"listChanged":true}},"ttlMs":0,"cacheScope":"public"}';;
          *'"tools/list"'*)
            answer "$id" '{"resultType":"complete","ttlMs":0,"cacheScope":"public","tools":[\
      {"name":"wait","inputSchema":{"type":"object"}},{"name":"heard","inputSchema":{"type":"object"}}]}';;
          *'"subscriptions/listen"'*)
            of='"_meta":{"'$meta'/subscriptionId":'$id'}'
            printf '{"jsonrpc":"2.0","method":"notifications/%s","params":{%s}}\\n' \
      subscriptions/acknowledged "$of,\\"notifications\\":{\\"toolsListChanged\\":true}" \
      tools/list_changed "$of"
            case $line in *'"promptsListChanged"'*)
              answer "$id" '{"resultType":"complete",'"$of"'}';;
            esac;;
          *'"notifications/cancelled"'*)
            gone=${line#*\\"requestId\\":}; gone=${gone%%[,\\}]*}; back="$back $gone";;
          *'"name":"wait"'*)
            waiting=$id
            token=${line#*\\"progressToken\\":}; token=${token%%[,\\}]*}
            printf '{"jsonrpc":"2.0","method":"notifications/progress","params":%s}\\n' \
      "{\\"progressToken\\":$token,\\"progress\\":1}";;
          *'"name":"heard"'*)
            case " $back " in *" $waiting "*) it=back;; *) it=nothing;; esac
            answer "$id" '{"resultType":"complete","content":[{"type":"text","text":"'$it'"}]}';;
        esac
      done
      """;

  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.overChild(List.of("/bin/sh", "-c", CHILD)).awaitTools("heard");
  }

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void itSaysWhatItIsToAStatelessClient() throws Exception {
    JsonNode result = guard.stateless("alice").request("server/discover", "{}").answer();

    assertThat(result.at("/result/supportedVersions/0").asText()).isEqualTo("2026-07-28");
  }

  @Test
  void aStatelessClientCallsIt() throws Exception {
    assertThat(guard.stateless("alice").call("heard", "{}").text()).isEqualTo("nothing");
  }

  @Test
  void aLegacyClientCallsItThroughABridge() throws Exception {
    assertThat(guard.client("alice").call("heard", "{}").text()).isEqualTo("nothing");
  }

  /** "To cancel … MUST send notifications/cancelled": on a pipe nobody can see that one leaves. */
  @Test
  void whoLeavesTakesTheirCallBack() throws Exception {
    MemoryExchange call =
        guard.stateless("alice").stream(
            "tools/call",
            "{\"name\":\"wait\",\"arguments\":{},\"_meta\":{\"progressToken\":\"mine\"}}");
    JsonNode progress = call.next();
    guard.revokeGrant("grant-of-alice");
    call.rest();

    StatelessClient bob = guard.stateless("bob");
    String heard = bob.call("heard", "{}").text();
    while (!heard.equals("back")) {
      heard = bob.call("heard", "{}").text();
    }
    assertThat(progress.at("/params/progressToken").asText()).isEqualTo("mine");
  }

  /** Many clients have the same ids; on the pipe each has one of the guard's own. */
  @Test
  void newsOfASubscriptionComeUnderTheClientsOwnId() throws Exception {
    MemoryExchange stream =
        guard.stateless("alice").stream(
            "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");

    JsonNode acknowledged = stream.next();
    JsonNode changed = stream.next();

    assertThat(acknowledged.path("method").asText())
        .isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(changed.path("method").asText()).isEqualTo("notifications/tools/list_changed");
    assertThat(List.of(id(acknowledged), id(changed))).containsOnly("1");
  }

  /** The result with which a server ends a subscription says of which it is, too. */
  @Test
  void theEndOfASubscriptionComesUnderTheClientsOwnId() throws Exception {
    StatelessClient alice = guard.stateless("alice");
    alice.call("heard", "{}");

    JsonNode end =
        alice
            .request(
                "subscriptions/listen",
                "{\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}}")
            .answer();

    assertThat(end.at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(end.at("/result/_meta/io.modelcontextprotocol~1subscriptionId").toString())
        .isEqualTo("2");
  }

  private static String id(JsonNode notified) {
    return notified.at("/params/_meta/io.modelcontextprotocol~1subscriptionId").toString();
  }
}
