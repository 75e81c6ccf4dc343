package io.mcpguard.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.connect.ScriptedServer.Reply;
import io.mcpguard.connect.ScriptedServer.Seen;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.MovableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines on one side, Streamable HTTP on the other, in both eras of MCP. */
class RelayTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  @TempDir private Path state;
  private ScriptedServer server;
  private Host host;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    host =
        Host.of(
            ConnectSettings.of(server.endpoint(), state.resolve("state")),
            MovableClock.at("2026-11-26T12:00:00Z"),
            server);
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
    server.close();
  }

  @Test
  void whatTheHostWroteArrivesByteForByte() throws Exception {
    String line = "{ \"id\":7, \"x\":1.10, \"method\":\"a\\u0062\",\"jsonrpc\":\"2.0\" }";
    host.write(line);

    var unused = host.line();

    assertThat(server.at("/mcp").getLast().body()).isEqualTo(line);
  }

  @Test
  void whatTheServerAnsweredArrivesByteForByteOnOneLine() throws Exception {
    server.answering(request ->
        Reply.json(
            200, "{\"jsonrpc\":\"2.0\",\r\n\"id\":7,\"result\":{\"n\":1.10,\"u\":\"\\u0062\"}}"));

    host.write("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}");

    assertThat(host.line())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"n\":1.10,\"u\":\"\\u0062\"}}");
  }

  /**
   * "the client MUST include it in the MCP-Session-Id header on all of its subsequent HTTP
   * requests" (2025-11-25, basic/transports).
   */
  @Test
  void aLegacyHostHasASessionAndARevision() throws Exception {
    var welcome = host.initialize();
    var answer = host.request("ping", "{}");

    Seen sent = server.of("ping").getLast();
    assertThat(welcome.has("result")).isTrue();
    assertThat(answer.has("result")).isTrue();
    assertThat(sent.header("Mcp-Session-Id")).isEqualTo("s1");
    assertThat(sent.header("MCP-Protocol-Version")).isEqualTo("2025-11-25");
    assertThat(sent.header("Mcp-Method")).isEmpty();
  }

  /** "MUST be included on all requests" (2026-07-28, basic/transports/streamable-http). */
  @Test
  void aStatelessRequestRepeatsItsBodyInHeadersAndHasNoSession() throws Exception {
    var welcome = host.initialize();
    var answer = host.request("tools/call", "{\"name\":\"écho\"," + META + "}");

    Seen sent = server.of("tools/call").getLast();
    assertThat(welcome.has("result")).isTrue();
    assertThat(answer.has("result")).isTrue();
    assertThat(sent.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
    assertThat(sent.header("Mcp-Method")).isEqualTo("tools/call");
    assertThat(sent.header("Mcp-Name")).isEqualTo("=?base64?w6ljaG8=?=");
    assertThat(sent.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void argumentsThatAListAnnotatesAreRepeatedToo() throws Exception {
    answeringLists(
        "{\"name\":\"t\",\"inputSchema\":{\"properties\":{\"r\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}");
    var list = host.request("tools/list", "{" + META + "}");

    var answer =
        host.request("tools/call", "{\"name\":\"t\",\"arguments\":{\"r\":\"eu\"}," + META + "}");

    assertThat(list.at("/result/tools")).hasSize(1);
    assertThat(answer.has("result")).isTrue();
    assertThat(server.of("tools/call").getLast().header("Mcp-Param-Region")).isEqualTo("eu");
  }

  /** A host may know the tools from an earlier process. */
  @Test
  void aListThatNeverPassedByIsReadWhenAHeaderIsMissed() throws Exception {
    String tool =
        "{\"name\":\"t\",\"inputSchema\":{\"properties\":{\"r\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}";
    server.answering(
        answeringRequests(request -> {
          if (request.body().contains("tools/list")) {
            return Reply.json(
                200, ScriptedServer.result(request.json().get("id"), "{\"tools\":[" + tool + "]}"));
          }
          return request.header("Mcp-Param-Region").isEmpty()
              ? Reply.json(
                  400,
                  "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32020,\"message\":\"m\"}}")
              : server.answer(request);
        }));

    var answer =
        host.request("tools/call", "{\"name\":\"t\",\"arguments\":{\"r\":\"eu\"}," + META + "}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.of("tools/call").getLast().header("Mcp-Param-Region")).isEqualTo("eu");
  }

  /** "clients MUST exclude the invalid tool" (2026-07-28, basic/transports/streamable-http). */
  @Test
  void aToolWithAnInvalidAnnotationIsLeftOut() throws Exception {
    answeringLists(
        "{\"name\":\"a\"},{\"name\":\"b\",\"inputSchema\":{\"properties\":{\"r\":{\"type\":\"number\",\"x-mcp-header\":\"R\"}}}}");

    var list = host.request("tools/list", "{" + META + "}");

    assertThat(list.at("/result/tools").findValuesAsText("name")).containsExactly("a");
  }

  @Test
  void eventsBeforeTheAnswerArriveBeforeIt() throws Exception {
    server.answering(
        answeringRequests(request ->
            Reply.events(
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\ndata: "
                    + ScriptedServer.result(request.json().get("id"), "{}")
                    + "\n\n")));

    host.write("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}");

    assertThat(host.line()).contains("notifications/progress");
    assertThat(host.line()).contains("\"id\":7");
  }

  @Test
  void theHostsAnswerToARequestOfTheServersArrives() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    server.answering(request -> {
      if (request.body().contains("\"result\"")) {
        heard.countDown();
      }
      return server.answer(request);
    });
    var unused = host.initialize();

    host.write("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"result\":{\"roots\":[]}}");

    assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * "it MAY … issue an HTTP GET … with the Last-Event-ID header" to resume a stream (2025-11-25,
   * basic/transports, resumability).
   */
  @Test
  void aStreamThatEndsBeforeItsAnswerIsResumed() throws Exception {
    server.answering(request -> {
      if (request.method().equals("GET") && !request.header("Last-Event-ID").isEmpty()) {
        return Reply.events("data: {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"late\":true}}\n\n");
      }
      return request.body().contains("\"slow\"")
          ? Reply.events("id: e1\nretry: 1\ndata:\n\n")
          : server.answer(request);
    });
    var unused = host.initialize();

    JsonNode answer = host.request("slow", "{}");

    assertThat(answer.at("/result/late").asBoolean()).isTrue();
  }

  @Test
  void aStatelessStreamThatEndsBeforeItsAnswerIsTold() throws Exception {
    server.answering(answeringRequests(request -> Reply.events("id: e1\ndata:\n\n")));

    assertThat(reason(host.request("x", "{" + META + "}"))).isEqualTo("broken_off");
  }

  @Test
  void anAnswerToSomethingElseIsNotTheAnswer() throws Exception {
    server.answering(
        answeringRequests(
            request -> Reply.json(200, "{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}")));

    assertThat(reason(host.request("x", "{}"))).isEqualTo("wrong_answer");
  }

  @ParameterizedTest
  @CsvSource({"500,refused", "404,refused", "302,refused", "200,wrong_answer", "202,wrong_answer"})
  void anAnswerThatIsNoneIsTold(int status, String reason) throws Exception {
    server.answering(answeringRequests(request -> Reply.empty(status).with("Location", "/x")));

    JsonNode answer = host.request("x", "{}");

    assertThat(reason(answer)).isEqualTo(reason);
    assertThat(answer.path("id").asInt()).isEqualTo(7);
  }

  /** The server's own words, such as the revisions that it speaks, reach the host. */
  @Test
  void anErrorOfTheServersWithAnHttpStatusIsPassedOn() throws Exception {
    server.answering(
        answeringRequests(request ->
            Reply.json(
                400,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32022,\"message\":\"m\",\"data\":{\"supported\":[\"2025-11-25\"]}}}")));

    JsonNode answer = host.request("server/discover", "{" + META + "}");

    assertThat(answer.at("/error/code").asInt()).isEqualTo(-32022);
    assertThat(answer.at("/error/data/supported/0").asText()).isEqualTo("2025-11-25");
  }

  /**
   * "it MUST start a new session by sending a new InitializeRequest without a session ID attached"
   * (2025-11-25, basic/transports).
   */
  @Test
  void aSessionThatTheServerEndedIsBegunAgainWithoutTheHost() throws Exception {
    var unused = host.initialize();
    endingSession("s1");

    JsonNode answer = host.request("ping", "{}");

    List<Seen> handshakes = server.of("initialize");
    assertThat(answer.has("result")).isTrue();
    assertThat(handshakes.getLast().header("Mcp-Session-Id")).isEmpty();
    assertThat(handshakes.getLast().json().path("params"))
        .isEqualTo(handshakes.getFirst().json().path("params"));
    assertThat(server.of("notifications/initialized").getLast().header("Mcp-Session-Id"))
        .isEqualTo("s2");
    assertThat(server.of("ping").getLast().header("Mcp-Session-Id")).isEqualTo("s2");
  }

  @Test
  void aSessionThatCannotBeBegunAgainIsToldPerCall() throws Exception {
    var unused = host.initialize();
    server.answering(request -> Reply.empty(404));

    assertThat(reason(host.request("ping", "{}"))).isEqualTo("session_ended");
    assertThat(reason(host.request("ping", "{}"))).isEqualTo("session_ended");
  }

  /**
   * Which of the DELETE and the GET of a stream that was cut a moment before arrives first is the
   * network's to say.
   */
  @Test
  void theSessionIsEndedWhenTheHostLeaves() throws Exception {
    var unused = host.initialize();

    host.leave();

    assertThat(server.at("/mcp"))
        .filteredOn(seen -> seen.method().equals("DELETE"))
        .extracting(seen -> seen.header("Mcp-Session-Id"))
        .containsExactly("s1");
  }

  @Test
  void whatTheServerSendsUnaskedArrives() throws Exception {
    CountDownLatch once = new CountDownLatch(1);
    server.answering(request -> {
      if (!request.method().equals("GET")) {
        return server.answer(request);
      }
      Reply news =
          once.getCount() == 0
              ? Reply.empty(405)
              : Reply.events(
                  "id: n1\n"
                      + "data:"
                      + " {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n");
      once.countDown();
      return news;
    });
    var unused = host.initialize();

    assertThat(host.line()).contains("list_changed");
  }

  /** "closing the SSE response stream … is a cancellation" (2026-07-28, patterns/cancellation). */
  @Test
  void aStatelessRequestIsTakenBackByClosingItsConnection() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    server.answering(
        answeringRequests(request -> {
          if (request.body().contains("\"slow\"")) {
            arrived.countDown();
            await(released);
          }
          return server.answer(request);
        }));
    host.write("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"slow\",\"params\":{" + META + "}}");
    await(arrived);

    host.write(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9,"
            + META
            + "}}");
    JsonNode next = host.request("ping", "{}");
    released.countDown();

    assertThat(next.path("id").asInt()).isEqualTo(7);
    assertThat(server.of("notifications/cancelled")).isEmpty();
  }

  @Test
  void aLegacyRequestIsTakenBackByANotification() throws Exception {
    var unused = host.initialize();
    host.write(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":99}}");

    var next = host.request("ping", "{}");
    host.leave();

    assertThat(next.has("result")).isTrue();
    assertThat(server.of("notifications/cancelled")).hasSize(1);
  }

  @Test
  void aBatchIsSentAsOneAndAnsweredAsOne() throws Exception {
    var unused = host.initialize();
    server.answering(request ->
        Reply.json(
            200,
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}]"));

    host.write(
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"b\"}]");

    assertThat(Json.read(host.line())).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "nonsense", "{\"a\":1,\"a\":2}", "{} {}"})
  void aLineThatIsNotStrictJsonIsRefused(String line) throws Exception {
    host.write(line);

    JsonNode answer = Json.read(host.line());

    assertThat(answer.at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(answer.path("id").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "[]",
        "[1]",
        "{}",
        "{\"id\":null,\"method\":\"a\"}",
        "{\"id\":{},\"method\":\"a\"}"
      })
  void aLineThatIsNoMessageIsRefused(String line) throws Exception {
    host.write(line);

    assertThat(Json.read(host.line()).at("/error/code").asInt()).isEqualTo(-32600);
  }

  @Test
  void anIdThatIsOpenIsNotTakenTwice() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    server.answering(
        answeringRequests(request -> {
          arrived.countDown();
          await(released);
          return server.answer(request);
        }));
    host.write("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"slow\"}");
    await(arrived);

    host.write("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"slow\"}");
    JsonNode refused = Json.read(host.line());
    released.countDown();
    JsonNode answered = Json.read(host.line());

    assertThat(refused.path("id").isNull()).isTrue();
    assertThat(answered.path("id").asInt()).isEqualTo(7);
  }

  @Test
  void aServerThatIsAwayIsToldPerCall() throws Exception {
    server.close();

    assertThat(reason(host.request("ping", "{}"))).isEqualTo("unreachable");
  }

  private void answeringLists(String tools) {
    server.answering(
        answeringRequests(request ->
            request.body().contains("tools/list")
                ? Reply.json(
                    200,
                    ScriptedServer.result(
                        request.json().get("id"),
                        "{\"resultType\":\"complete\",\"tools\":[" + tools + "]}"))
                : server.answer(request)));
  }

  /** Answers what has a token so, once there was a login. */
  private Function<Seen, Reply> answeringRequests(Function<Seen, Reply> answers) {
    return request ->
        request.method().equals("POST") && !request.header("authorization").isEmpty()
            ? answers.apply(request)
            : server.answer(request);
  }

  private void endingSession(String ended) {
    server.answering(request -> {
      if (request.header("Mcp-Session-Id").equals(ended)) {
        return Reply.empty(404);
      }
      Reply reply = server.answer(request);
      return reply.headers().containsKey("Mcp-Session-Id")
          ? reply.with("Mcp-Session-Id", "s2")
          : reply;
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean unused = latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(JsonNode answer) {
    return answer.at("/error/data/reason").asText();
  }
}
