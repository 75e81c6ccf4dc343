package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks as 2025-11-25 has them (basic/utilities/tasks), in a session of the upstream's own. */
@Timeout(60)
class LegacyTasksTest {
  private static final String SHAPE =
      "\"taskId\":\"1\",\"status\":\"completed\",\"createdAt\":\"2026-11-26T10:00:00Z\","
          + "\"lastUpdatedAt\":\"2026-11-26T10:00:00Z\",\"ttl\":null";

  private final RecordingUpstream upstream = RecordingUpstream.answering(LegacyTasksTest::answer);
  private MemoryGuard guard;
  private MemoryClient alice;

  private static Reply answer(Received request) {
    return LegacyScript.reply(
        request,
        switch (request.rpcMethod()) {
          case "initialize" ->
              "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},"
                  + "\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}},"
                  + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";
          case "tools/list" ->
              "\"result\":{\"tools\":[{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"},"
                  + "\"execution\":{\"taskSupport\":\"optional\"}}]}";
          case "tools/call" -> "\"result\":{\"task\":{" + SHAPE + "}}";
          case "tasks/get", "tasks/cancel" -> "\"result\":{" + SHAPE + "}";
          case "tasks/result" ->
              "\"result\":{\"content\":[],\"_meta\":"
                  + "{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"1\"}}}";
          default -> "\"error\":{\"code\":-32601,\"message\":\"?\"}";
        });
  }

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  private String begun() throws Exception {
    return alice
        .request("tools/call", "{\"name\":\"work\",\"arguments\":{},\"task\":{\"ttl\":60000}}")
        .answer()
        .at("/result/task/taskId")
        .asText();
  }

  private static String about(String handle) {
    return "{\"taskId\":\"" + handle + "\"}";
  }

  private List<Received> received(String method) {
    return upstream.received().stream().filter(r -> r.rpcMethod().equals(method)).toList();
  }

  @Test
  void theClientGetsAHandleAndTheToolServerItsOwnIdBack() throws Exception {
    String handle = begun();

    JsonNode task = alice.request("tasks/get", about(handle)).answer().path("result");

    assertThat(handle).isNotEqualTo("1");
    assertThat(task.path("taskId").asText()).isEqualTo(handle);
    assertThat(received("tasks/get").getFirst().json().at("/params/taskId").asText())
        .isEqualTo("1");
  }

  @Test
  void whatCameOfItIsRelatedToTheHandle() throws Exception {
    String handle = begun();

    JsonNode result = alice.request("tasks/result", about(handle)).answer().path("result");

    assertThat(result.at("/_meta/io.modelcontextprotocol~1related-task/taskId").asText())
        .isEqualTo(handle);
  }

  @Test
  void anotherUsersTaskIsUnknown() throws Exception {
    String handle = begun();

    MemoryClient.Got got = guard.client("bob").request("tasks/result", about(handle));

    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(received("tasks/result")).isEmpty();
  }

  @Test
  void itsEndIsRecorded() throws Exception {
    alice.request("tasks/get", about(begun()));

    assertThat(guard.leavesOf("task"))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.path("status").asText()).isEqualTo("completed"));
  }

  /** Nobody could tell whose the tasks on it are. */
  @Test
  void aListOfTasksIsNotOffered() throws Exception {
    JsonNode offer =
        guard.newcomer("carol").initialize("2025-11-25").answer().at("/result/capabilities/tasks");

    assertThat(offer.has("cancel")).isTrue();
    assertThat(offer.has("list")).isFalse();
    assertThat(alice.request("tasks/list", "{}").errorCode()).isEqualTo(-32601);
  }

  /** They have another form in 2026-07-28. */
  @Test
  void aStatelessClientIsOfferedNone() throws Exception {
    StatelessClient client =
        guard
            .stateless("alice")
            .capabilities("{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");

    JsonNode offer = client.request("server/discover", "{}").answer().at("/result/capabilities");
    client.with("Mcp-Name", "work");
    client.request("tools/call", "{\"name\":\"work\",\"arguments\":{},\"task\":{\"ttl\":60000}}");

    assertThat(offer.has("tasks")).isFalse();
    assertThat(received("tools/call").getFirst().json().path("params").has("task")).isFalse();
    assertThat(client.with("Mcp-Name", "1").request("tasks/get", about("1")).errorCode())
        .isEqualTo(-32601);
  }
}
