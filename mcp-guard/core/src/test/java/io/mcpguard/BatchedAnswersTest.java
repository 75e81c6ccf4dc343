package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Implementations … MUST support receiving JSON-RPC batches" (2025-03-26, basic, batching): from a
 * tool server of that revision too, and of no other.
 */
@Timeout(60)
class BatchedAnswersTest {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private RecordingUpstream upstream;
  private MemoryGuard guard;
  private volatile String type = JSON;
  private volatile boolean alone;

  @BeforeEach
  void start() throws Exception {
    upstream = RecordingUpstream.answering(this::answer);
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> {
        ObjectNode result = Json.object();
        result.set("protocolVersion", request.json().at("/params/protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "batching").put("version", "1");
        yield Reply.json(Json.result(id, result));
      }
      case "tools/list" ->
          Reply.json(
              Json.result(id, Json.read("{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}}]}")));
      case "tools/call" -> batch(id);
      default -> Reply.empty(request.method().equals("GET") ? 405 : 202);
    };
  }

  private Reply batch(JsonNode id) {
    String result = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[]}}";
    String log =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}";
    String all = alone ? "[" + result + "]" : "[" + log + "," + result + "]";
    String body = type.equals(JSON) ? all : "data: " + all + "\n\n";
    return new Reply(
        200, Map.of("Content-Type", type), out -> out.write(body.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, EVENTS})
  void whatComesInOneBatchReachesTheClientOneByOne(String sent) throws Exception {
    type = sent;

    List<JsonNode> got = guard.client("alice", "2025-03-26").call("work", "{}").messages();

    assertThat(got).hasSize(2);
    assertThat(got.getFirst().path("method").asText()).isEqualTo("notifications/message");
    assertThat(got.getLast().has("result")).isTrue();
  }

  @Test
  void anAnswerAloneInABatchIsThatAnswer() throws Exception {
    alone = true;

    assertThat(guard.client("alice", "2025-03-26").call("work", "{}").answer().has("result"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-06-18", "2025-11-25"})
  void aServerOfALaterRevisionHasNoBatches(String revision) throws Exception {
    assertThat(guard.client("alice", revision).call("work", "{}").errorCode()).isEqualTo(1502);
  }
}
