package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Task status notifications of the tasks extension of 2026-07-28. The tool server's ids are {@code
 * t-1}, {@code t-2} and so on; to every subscription it tells of {@code t-1} and {@code t-2},
 * whatever that follows.
 */
@Timeout(60)
class TaskNewsTest {
  private static final String CAN = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
  private static final String ID = "\"io.modelcontextprotocol/subscriptionId\":";

  private final StatelessUpstream upstream = new StatelessUpstream();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<JsonNode> followed = new CopyOnWriteArrayList<>();
  private volatile String state = "\"status\":\"working\"";
  private MemoryGuard guard;
  private StatelessClient alice;

  @BeforeEach
  void start() throws Exception {
    upstream.answers(this::answer);
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.stateless("alice").capabilities(CAN);
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  private Reply answer(Received request) {
    if (request.rpcMethod().equals("tools/call")) {
      String task =
          "\"result\":{\"resultType\":\"task\",\"taskId\":\"t-"
              + ids.incrementAndGet()
              + "\",\"status\":\"working\",\"ttlMs\":1}";
      return Reply.json(Json.read(StatelessUpstream.message(request, task)));
    }
    JsonNode id = request.json().path("id");
    JsonNode wanted = request.json().at("/params/notifications");
    followed.add(wanted);
    String all =
        event("subscriptions/acknowledged", id, "\"notifications\":" + wanted)
            + event("tasks", id, "\"taskId\":\"t-1\"," + state)
            + event("tasks", id, "\"taskId\":\"t-2\"," + state)
            + "data: "
            + StatelessUpstream.message(request, "\"result\":{\"resultType\":\"complete\"}")
            + "\n\n";
    return Reply.events(out -> out.write(all.getBytes(StandardCharsets.UTF_8)));
  }

  private static String event(String kind, JsonNode id, String params) {
    return "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
        + kind
        + "\",\"params\":{\"_meta\":{"
        + ID
        + id
        + "},"
        + params
        + "}}\n\n";
  }

  private static String begun(StatelessClient client) throws Exception {
    return client.call("work", "{}").answer().at("/result/taskId").asText();
  }

  private static List<JsonNode> told(StatelessClient client, String... handles) throws Exception {
    String asked = Json.object().putPOJO("taskIds", List.of(handles)).toString();
    return client.request("subscriptions/listen", "{\"notifications\":" + asked + "}").messages();
  }

  private static List<String> methods(List<JsonNode> messages) {
    return messages.stream().map(message -> message.path("method").asText()).toList();
  }

  @Test
  void aClientIsToldOfItsTaskByItsHandle() throws Exception {
    String handle = begun(alice);

    List<JsonNode> told = told(alice, handle);

    assertThat(methods(told))
        .containsExactly("notifications/subscriptions/acknowledged", "notifications/tasks", "");
    assertThat(told.get(0).at("/params/notifications/taskIds/0").asText()).isEqualTo(handle);
    assertThat(told.get(1).at("/params/taskId").asText()).isEqualTo(handle);
    assertThat(told.get(1).at("/params/status").asText()).isEqualTo("working");
  }

  @Test
  void theToolServerKnowsTheTaskByItsOwnId() throws Exception {
    told(alice, begun(alice));

    assertThat(followed.getLast().toString()).isEqualTo("{\"taskIds\":[\"t-1\"]}");
  }

  /** "servers MUST reject … tasks that do not belong to" the requestor's context. */
  @Test
  void nobodyIsToldOfAnothersTask() throws Exception {
    String handle = begun(alice);

    List<JsonNode> told = told(guard.stateless("bob").capabilities(CAN), handle, "t-1");

    assertThat(methods(told)).containsExactly("notifications/subscriptions/acknowledged", "");
    assertThat(told.getFirst().at("/params/notifications").isEmpty()).isTrue();
    assertThat(followed.getLast().isEmpty()).isTrue();
  }

  @Test
  void anEndThatIsToldIsRecordedOnce() throws Exception {
    String handle = begun(alice);
    state = "\"status\":\"completed\",\"result\":{\"content\":[]}";

    told(alice, handle);
    told(alice, handle);

    assertThat(guard.leavesOf("task")).hasSize(1);
    assertThat(guard.leavesOf("task").getFirst().path("status").asText()).isEqualTo("completed");
  }

  /** What the tool server may not ask, it may not ask in news either. */
  @Test
  void aQuestionThatIsNotPermittedIsNotTold() throws Exception {
    String handle = begun(alice);
    state =
        "\"status\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":"
            + "\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":{}}}}";

    assertThat(methods(told(alice, handle)))
        .containsExactly("notifications/subscriptions/acknowledged", "");
  }

  /** "the server MUST return … -32021" to a client that does not declare the extension. */
  @Test
  void aClientMustDeclareTheExtension() throws Exception {
    String handle = begun(alice);
    String asked = "{\"notifications\":{\"taskIds\":[\"" + handle + "\"]}}";

    assertThat(alice.capabilities("{}").request("subscriptions/listen", asked).errorCode())
        .isEqualTo(-32021);
  }

  @Test
  void atTheEndpointOfAllTheHandleHasItsServersName() throws Exception {
    String handle = MemoryGuard.SERVER + "__" + begun(alice);

    List<JsonNode> told = toldAtTheEndpointOfAll(CAN, handle);

    assertThat(methods(told))
        .containsExactly("notifications/subscriptions/acknowledged", "notifications/tasks", "");
    assertThat(told.get(0).at("/params/notifications/taskIds/0").asText()).isEqualTo(handle);
    assertThat(told.get(1).at("/params/taskId").asText()).isEqualTo(handle);
  }

  @Test
  void thereTooAClientMustDeclareTheExtension() throws Exception {
    assertThat(answerAtTheEndpointOfAll("{}", "tools__x")).isInstanceOf(Answer.Denied.class);
  }

  private List<JsonNode> toldAtTheEndpointOfAll(String capabilities, String handle)
      throws Exception {
    List<JsonNode> told = new ArrayList<>();
    try (EventSource events =
        ((Answer.Events) answerAtTheEndpointOfAll(capabilities, handle)).events()) {
      while (events.next(Duration.ofSeconds(20)) instanceof EventSource.Event.Message message) {
        told.add(Json.read(new String(message.json(), StandardCharsets.UTF_8)));
      }
    }
    return told;
  }

  private Answer answerAtTheEndpointOfAll(String capabilities, String handle) {
    McpMessage.Request listen =
        guard.request(
            """
            {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{
             "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
              "io.modelcontextprotocol/clientCapabilities":%s},
             "notifications":{"taskIds":["%s"]}}}
            """
                .formatted(capabilities, handle));
    RequestMeta meta = ((Proceed<RequestMeta>) RequestMeta.read(listen)).value();
    return guard.federation().answer(guard.caller("alice", "grant-of-alice"), listen, meta);
  }
}
