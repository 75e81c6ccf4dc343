package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.ModernFixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The tasks extension of 2026-07-28: a task belongs to the caller whose call began it, and whatever
 * is asked of it is decided and recorded like that call. The tool server's own ids are {@code
 * task-1}, {@code task-2} and so on: anybody can guess them.
 */
@Timeout(60)
class TasksTest {
  private static final String CAN =
      "{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
  private static final String LONG = "{\"seconds\":60}";

  private final ModernFixtureServer upstream = ModernFixtureServer.start();
  private MemoryGuard guard;
  private StatelessClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools("slow_compute");
    alice = guard.stateless("alice").capabilities(CAN);
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  private static JsonNode begun(StatelessClient client, String tool, String arguments)
      throws Exception {
    JsonNode result = client.call(tool, arguments).answer().path("result");
    assertThat(result.path("resultType").asText()).isEqualTo("task");
    return result;
  }

  private String handle() throws Exception {
    return begun(alice, "slow_compute", LONG).path("taskId").asText();
  }

  private static Got get(StatelessClient client, String handle) throws Exception {
    return client.with("Mcp-Name", handle).request("tasks/get", about(handle));
  }

  private static String about(String handle) {
    return "{\"taskId\":\"" + handle + "\"}";
  }

  /** Polls until the task is in this state. */
  private JsonNode awaitStatus(String handle, String status) throws Exception {
    JsonNode task = get(alice, handle).answer().path("result");
    while (!task.path("status").asText().equals(status)) {
      assertThat(task.path("status").asText()).isIn("working", "input_required");
      task = get(alice, handle).answer().path("result");
    }
    return task;
  }

  @Test
  void theClientGetsAHandleAndNeverTheToolServersOwnId() throws Exception {
    assertThat(begun(alice, "slow_compute", LONG).toString()).doesNotContain("task-1");
  }

  @Test
  void withTheHandleItAsksHowFarTheTaskIs() throws Exception {
    String handle = handle();

    JsonNode task = get(alice, handle).answer().path("result");

    assertThat(task.path("status").asText()).isEqualTo("working");
    assertThat(task.path("taskId").asText()).isEqualTo(handle);
  }

  @Test
  void whatCameOfItIsTold() throws Exception {
    String handle = begun(alice, "failing_job", "{}").path("taskId").asText();

    JsonNode task = awaitStatus(handle, "completed");

    assertThat(task.at("/result/isError").asBoolean()).isTrue();
  }

  /** It ended behind the guard's back; the first that tells of it is evidence. */
  @Test
  void itsEndIsRecordedOnce() throws Exception {
    String handle = begun(alice, "failing_job", "{}").path("taskId").asText();
    awaitStatus(handle, "completed");
    get(alice, handle);

    assertThat(guard.leavesOf("task")).hasSize(1);
    JsonNode end = guard.leavesOf("task").getFirst();
    JsonNode began = guard.permitted("tools/call").getFirst();
    assertThat(end.path("txn")).isEqualTo(began.path("txn"));
    assertThat(end.path("status").asText()).isEqualTo("completed");
    assertThat(end.path("result_digest").asText()).startsWith("hmac-sha256:");
  }

  @Test
  void whatIsAskedOfItIsDecidedAndRecorded() throws Exception {
    get(alice, handle());

    assertThat(guard.permitted("tasks/get"))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.path("name").asText()).isEqualTo("task-1"));
  }

  /** "servers MUST reject … tasks that do not belong to" the requestor's context. */
  @Test
  void anotherUsersTaskIsUnknown() throws Exception {
    String handle = handle();
    upstream.forget();

    Got got = get(guard.stateless("bob").capabilities(CAN), handle);

    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.hits("tasks/get")).isZero();
  }

  @Test
  void anotherAgentsTaskOfTheSameUserIsUnknown() throws Exception {
    String handle = handle();

    Got got = get(guard.stateless("alice", "other-agent").capabilities(CAN), handle);

    assertThat(got.errorCode()).isEqualTo(-32602);
  }

  @Test
  void theToolServersOwnIdIsNoHandle() throws Exception {
    handle();

    assertThat(get(alice, "task-1").errorCode()).isEqualTo(-32602);
  }

  /** "the server MUST return … -32021" to a client that does not declare the extension. */
  @Test
  void aClientMustDeclareTheExtension() throws Exception {
    String handle = handle();

    Got got = get(alice.capabilities("{}"), handle);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32021);
    assertThat(
            got.answer()
                .at("/error/data/requiredCapabilities/extensions")
                .has("io.modelcontextprotocol/tasks"))
        .isTrue();
  }

  @Test
  void aHeaderThatNamesAnotherTaskIsRefused() throws Exception {
    String handle = handle();

    Got got = alice.with("Mcp-Name", "another").request("tasks/get", about(handle));

    assertThat(got.errorCode()).isEqualTo(-32020);
  }

  @Test
  void aTaskIsCancelled() throws Exception {
    String handle = handle();

    alice.with("Mcp-Name", handle).request("tasks/cancel", about(handle));

    assertThat(get(alice, handle).answer().at("/result/status").asText()).isEqualTo("cancelled");
  }

  @Test
  void whatATaskAsksTheClientAnswers() throws Exception {
    String handle = begun(alice, "confirm_delete", "{}").path("taskId").asText();
    awaitStatus(handle, "input_required");

    alice
        .with("Mcp-Name", handle)
        .request(
            "tasks/update",
            "{\"taskId\":\"%s\",\"inputResponses\":{\"confirm\":{\"action\":\"accept\"}}}"
                .formatted(handle));

    assertThat(awaitStatus(handle, "completed").at("/result/content/0/text").asText())
        .contains("accept");
  }

  /** The same question at each poll is one question. */
  @Test
  void whatItAsksIsRecordedOnce() throws Exception {
    String handle = begun(alice, "confirm_delete", "{}").path("taskId").asText();
    awaitStatus(handle, "input_required");
    get(alice, handle);

    assertThat(guard.permitted("elicitation/create")).hasSize(1);
  }

  /** The operator said what this tool server may ask: a task is no way around it. */
  @Test
  void whatAToolServerMayNotAskItsTasksMayNotEither() throws Exception {
    guard.close();
    guard = MemoryGuard.over(upstream.url()).awaitTools("slow_compute");
    alice = guard.stateless("alice").capabilities(CAN);
    String handle = begun(alice, "confirm_delete", "{}").path("taskId").asText();

    assertThat(get(alice, handle).errorCode()).isEqualTo(1403);
    assertThat(guard.awaitRefusal("elicitation/create").path("reason").asText())
        .isEqualTo("policy_denied");
  }

  @Test
  void aTaskIsFoundAgainAfterARestart() throws Exception {
    String handle = handle();

    guard = guard.restarted(upstream.url(), "elicitation").awaitTools("slow_compute");
    Got got = get(guard.stateless("alice").capabilities(CAN), handle);

    assertThat(got.answer().at("/result/status").asText()).isEqualTo("working");
  }

  @Test
  void theServerSaysThatItHasTasks() throws Exception {
    JsonNode offer = alice.request("server/discover", "{}").answer().at("/result/capabilities");

    assertThat(offer.path("extensions").has("io.modelcontextprotocol/tasks")).isTrue();
  }

  /** A tool server that acknowledges no tasks: its client is told of none, and polls. */
  @Test
  void whereTheToolServerTellsOfNoTasksNoneAreHonoured() throws Exception {
    MemoryExchange stream =
        alice.stream(
            "subscriptions/listen",
            "{\"notifications\":{\"toolsListChanged\":true,\"taskIds\":[\"" + handle() + "\"]}}");

    JsonNode honoured = stream.next().at("/params/notifications");

    assertThat(honoured.path("toolsListChanged").asBoolean()).isTrue();
    assertThat(honoured.has("taskIds")).isFalse();
  }
}
