package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client's batches (2025-03-26, basic/transports, sending messages): each element goes the whole
 * way by itself.
 */
@Timeout(60)
class BatchedRequestsTest {
  private final LegacyScript upstream =
      LegacyScript.listing(() -> "{\"name\":\"work\",\"inputSchema\":{}}");
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.restrained("alice", "2025-03-26");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /** Contracts §3: where there are several answers in one, a missing scope has no status. */
  @Test
  void aScopeThatOneElementLacksIsSaidInItsAnswerAlone() throws Exception {
    Got got = alice.post("[" + call(1) + "," + read(2) + "," + call(3) + "]");

    JsonNode error = answer(got, 2).path("error");
    assertThat(got.status()).isEqualTo(200);
    assertThat(error.path("code").asInt()).isEqualTo(1403);
    assertThat(error.at("/data/cure").asText()).isEqualTo("scope");
    assertThat(error.at("/data/scope").asText()).isEqualTo("all");
    assertThat(answer(got, 1).has("result")).isTrue();
    assertThat(answer(got, 3).has("result")).isTrue();
  }

  @Test
  void eachElementHasItsOwnRecord() throws Exception {
    alice.post("[" + call(1) + "," + read(2) + "," + call(3) + "]");

    List<JsonNode> decisions = guard.leavesOf("decision");
    assertThat(decisions)
        .extracting(leaf -> leaf.path("decision").asText() + " " + leaf.path("method").asText())
        .containsExactly("allow tools/call", "step_up resources/read", "allow tools/call");
    assertThat(decisions).extracting(leaf -> leaf.path("txn").asText()).doesNotHaveDuplicates();
    assertThat(guard.ends()).containsExactly("executed", "executed");
  }

  @Test
  void eachElementThatIsLetOutHasItsOwnAssertion() throws Exception {
    alice.post("[" + call(1) + "," + read(2) + "," + call(3) + "]");

    assertThat(upstream.received("tools/call"))
        .extracting(call -> call.header("Txn-Token").orElseThrow())
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(upstream.received("resources/read")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void aBatchOfUpTo32MessagesIsTaken(int messages) throws Exception {
    Got got = alice.post(batch(messages));

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.messages()).hasSize(messages).allMatch(message -> message.has("result"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 33})
  void aBatchOfNoneOrMoreIsRefusedAsAWhole(int messages) throws Exception {
    Got got = alice.post(batch(messages));

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32600);
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  private static String batch(int messages) {
    return IntStream.rangeClosed(1, messages)
        .mapToObj(BatchedRequestsTest::call)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String call(int id) {
    return MemoryClient.request(
        Integer.toString(id), "tools/call", "{\"name\":\"work\",\"arguments\":{}}");
  }

  /** Of what the caller may use only with more scope. */
  private static String read(int id) {
    return MemoryClient.request(Integer.toString(id), "resources/read", "{\"uri\":\"note://x\"}");
  }

  private static JsonNode answer(Got got, int id) {
    return got.messages().stream()
        .filter(message -> message.path("id").asInt() == id)
        .findFirst()
        .orElseThrow();
  }
}
