package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A shared child is asked something right after it was told that a call is taken back: once it
 * answers, it has read of that, and the others need not wait for an answer that never comes.
 */
@Timeout(60)
class TakenBackCallTest {
  /** Answers {@code wait} never, and {@code heard} with the methods that it read. */
  private static final String CHILD =
      """
      answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$1" "$2"; }
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        method=${line#*\\"method\\":\\"}; all="$all ${method%%\\"*}"
        case $line in
          *'"initialize"'*)
            answer "$id" '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
      "serverInfo":{"name":"s","version":"1"}}';;
          *'"tools/list"'*)
            answer "$id" '{"tools":[{"name":"wait","inputSchema":{}},{"name":"heard","inputSchema":{}}]}';;
          *'"ping"'*) answer "$id" '{}';;
          *'"wait"'*) echo '{"jsonrpc":"2.0","method":"notifications/message","params":{}}';;
          *'"heard"'*) answer "$id" '{"content":[{"type":"text","text":"'"$all"'"}]}';;
        esac
      done
      """;

  @Test
  void itIsAskedOnceItWasTold() throws Exception {
    try (MemoryGuard guard =
        MemoryGuard.overChild(List.of("/bin/sh", "-c", CHILD)).awaitTools("heard")) {
      MemoryClient alice = guard.client("alice");
      MemoryExchange left =
          alice.stream(
              MemoryClient.request("77", "tools/call", "{\"name\":\"wait\",\"arguments\":{}}"));
      left.next();
      alice.notify("notifications/cancelled", "{\"requestId\":77}");

      String heard = "";
      while (!heard.matches(".*notifications/cancelled.* ping.*")) {
        heard = alice.call("heard", "{}").text();
      }
      assertThat(left.rest()).isEmpty();
    }
  }
}
