package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tool server whose messages hold a number beyond the range of a double, which has no canonical
 * form (RFC 8785 §3.2.2.3), or more tools than may be learned.
 */
class UnpinnableToolTest {
  private static final String WORK = "{\"name\":\"work\",\"inputSchema\":{}}";
  private static final String HUGE = "{\"name\":\"huge\",\"inputSchema\":{\"maximum\":1e400}}";

  private final CountDownLatch held = new CountDownLatch(1);
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private volatile String tools = WORK;
  private MemoryGuard guard;

  @AfterEach
  void stop() {
    held.countDown();
    guard.close();
    upstream.close();
  }

  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" ->
          result(
              id,
              "{\"protocolVersion\":"
                  + request.json().at("/params/protocolVersion")
                  + ",\"capabilities\":{\"tools\":{}},"
                  + "\"serverInfo\":{\"name\":\"huge\",\"version\":\"1\"}}");
      case "tools/list" -> result(id, "{\"tools\":[" + tools + "]}");
      case "tools/call" ->
          Reply.events(out -> {
            out.write(
                ("data:"
                     + " {\"jsonrpc\":\"2.0\",\"id\":1e99999999999,\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":{\"maximum\":1e400}}}\n\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            held.await();
          });
      default -> Reply.empty(202);
    };
  }

  private static Reply result(JsonNode id, String result) {
    byte[] json =
        ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}")
            .getBytes(StandardCharsets.UTF_8);
    return new Reply(200, Map.of("Content-Type", "application/json"), out -> out.write(json));
  }

  private MemoryClient alice(String seenFirst) throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools(seenFirst);
    return guard.client("alice");
  }

  private static List<String> listed(MemoryClient client) throws Exception {
    return client.request("tools/list", "{}").answer().at("/result/tools").findValuesAsText("name");
  }

  @Test
  void aToolThatCannotBePinnedIsOutOfReachAndHidesNoOther() throws Exception {
    tools = HUGE + "," + WORK;
    MemoryClient alice = alice("work");

    assertThat(listed(alice)).containsExactly("work");
    assertThat(alice.call("huge", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void aToolThatBecomesUnpinnableIsNoLongerReached() throws Exception {
    MemoryClient alice = alice("work");
    tools = WORK.replace("{}", "{\"maximum\":-1e400}");

    assertThat(listed(alice)).isEmpty();
    assertThat(alice.call("work", "{}").errorCode()).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"_meta\":{\"vendor\":1e400}", "\"vendor\":1e400", "\"title\":1e308"})
  void anyOtherNumberIsTheToolServersOwnBusiness(String member) throws Exception {
    tools = WORK.replace("\"inputSchema\"", member + ",\"inputSchema\"");

    assertThat(listed(alice("work"))).containsExactly("work");
  }

  /** A question is recorded by its bytes, and its id goes back as it came. */
  @Test
  void aQuestionWithSuchNumbersIsPosedAsItCame() throws Exception {
    MemoryExchange call =
        alice("work").stream(
            MemoryClient.request("1", "tools/call", "{\"name\":\"work\",\"arguments\":{}}"));

    assertThat(call.nextPiece()).contains("\"requestedSchema\":{\"maximum\":1e400}");
  }

  @Test
  void ofAServerWithTooManyToolsNoneIsReached() throws Exception {
    tools =
        IntStream.rangeClosed(0, Catalog.MOST_TOOLS)
            .mapToObj(i -> "{\"name\":\"t" + i + "\"}")
            .collect(Collectors.joining(","));
    guard = MemoryGuard.over(upstream.url());
    MemoryClient alice = guard.client("alice");

    assertThat(listed(alice)).isEmpty();
    assertThat(alice.call("t0", "{}").errorCode()).isEqualTo(-32602);
  }
}
