package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A child that asks something while the guard itself looks at its tools: no caller is behind that
 * look, so that it neither gets the question nor has anybody else not get it.
 */
@Timeout(120)
class QuestionDuringLookTest {
  /**
   * Answers {@code tools/list} once it has the answer to a question: the first one for the client's
   * roots, which it asks for no second time, one within a call of {@code login}, which says that
   * the tools changed, for its user.
   */
  private static final String CHILD =
      """
      answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$1" "$2"; }
      ask() { printf '{"jsonrpc":"2.0","id":"%s","method":"%s","params":%s}\\n' "$1" "$2" "$3"; }
      list() { answer "$list" '{"tools":[{"name":"login","inputSchema":{}}]}'; }
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *'"initialize"'*)
            answer "$id" '{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},\
      "serverInfo":{"name":"s","version":"1"}}';;
          *'"tools/list"'*)
            case $list,$call in
              ,) ask roots roots/list '{}';;
              *,?*) ask who elicitation/create '{"message":"who?","requestedSchema":{}}';;
            esac
            list=$id;;
          *'"login"'*)
            call=$id; echo '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}';;
          *'"id":"roots"'*) list;;
          *'"id":"who"'*) list; answer "$call" '{"content":[]}';;
        esac
      done
      """;

  private static MemoryGuard guard() {
    return MemoryGuard.overChild(List.of("/bin/sh", "-c", CHILD), "elicitation");
  }

  @Test
  void itIsRefusedAndRecordedWhileNoCallIsOpen() {
    try (MemoryGuard guard = guard().awaitTools("login")) {
      JsonNode refusal = guard.awaitRefusal("roots/list");

      assertThat(refusal.path("reason").asText()).isEqualTo("policy_denied");
      assertThat(refusal.has("user")).isFalse();
    }
  }

  @Test
  void itGoesToTheOneCallThatIsOpen() throws Exception {
    try (MemoryGuard guard = guard().awaitTools("login")) {
      MemoryClient alice = guard.client("alice");
      MemoryExchange call =
          alice.stream(
              MemoryClient.request("1", "tools/call", "{\"name\":\"login\",\"arguments\":{}}"));

      JsonNode question = call.next();

      assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
      alice.post(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + question.path("id")
              + ",\"result\":{\"action\":\"accept\"}}");
      assertThat(call.rest().getLast().has("result")).isTrue();
    }
  }
}
