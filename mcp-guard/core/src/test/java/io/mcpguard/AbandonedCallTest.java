package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shared child may go on with a call whose caller is gone; what it says for it is nobody's. */
@Timeout(60)
class AbandonedCallTest {
  /** Logs for {@code forget} and answers it at {@code remember}; asks and logs for {@code ask}. */
  private static final String CHILD =
      """
      answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$1" "$2"; }
      log='{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","data":1}}'
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *'"initialize"'*)
            answer "$id" '{"protocolVersion":"2025-11-25","capabilities":{"tools":{},"logging":{}},\
      "serverInfo":{"name":"s","version":"1"}}';;
          *'"tools/list"'*)
            answer "$id" '{"tools":[{"name":"forget","inputSchema":{}},\
      {"name":"remember","inputSchema":{}},{"name":"ask","inputSchema":{}}]}';;
          *'"forget"'*) forgotten=$id; echo "$log";;
          *'"remember"'*) answer "$forgotten" '{"content":[]}'; answer "$id" '{"content":[]}';;
          *'"ask"'*)
            echo '{"jsonrpc":"2.0","id":"q","method":"elicitation/create",\
      "params":{"message":"?","requestedSchema":{}}}'
            echo "$log"; answer "$id" '{"content":[]}';;
        esac
      done
      """;

  private MemoryGuard guard;
  private MemoryClient alice;
  private MemoryClient bob;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.overChild(List.of("/bin/sh", "-c", CHILD), "elicitation").awaitTools("ask");
    alice = guard.client("alice");
    bob = guard.client("bob");
  }

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void whatTheChildSaysGoesToTheOneCallThatIsOpen() throws Exception {
    assertThat(methods(bob.call("ask", "{}")))
        .containsExactly("elicitation/create", "notifications/message", "");
  }

  @Test
  void whatTheChildMaySayForACallThatWasLeftNoOtherHears() throws Exception {
    leaveOne();

    assertThat(methods(bob.call("ask", "{}"))).containsExactly("");
    assertThat(guard.awaitRefusal("elicitation/create").has("user")).isFalse();
  }

  @Test
  void onceTheChildAnsweredTheCallThatWasLeftOthersHearAgain() throws Exception {
    leaveOne();

    bob.call("remember", "{}");

    assertThat(methods(bob.call("ask", "{}")))
        .containsExactly("elicitation/create", "notifications/message", "");
  }

  /** Alice calls, and leaves before the child has answered. */
  private void leaveOne() throws Exception {
    MemoryExchange left =
        alice.stream(
            MemoryClient.request("77", "tools/call", "{\"name\":\"forget\",\"arguments\":{}}"));
    assertThat(left.next().path("method").asText()).isEqualTo("notifications/message");
    alice.notify("notifications/cancelled", "{\"requestId\":77}");
    assertThat(left.rest()).isEmpty();
  }

  private static List<String> methods(MemoryClient.Got got) {
    return got.messages().stream().map(message -> method(message)).toList();
  }

  private static String method(JsonNode message) {
    return message.path("method").asText();
  }
}
