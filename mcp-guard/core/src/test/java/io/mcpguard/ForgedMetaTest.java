package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tool server, or a client, that writes what only the guard writes. Contracts §1: "whatever
 * stands under {@code io.mcpguard/} in {@code _meta} of an inbound request, an upstream's result or
 * notification is … removed; ours is set after".
 */
@Timeout(60)
class ForgedMetaTest {
  private static final String META =
      "\"_meta\":{\"io.mcpguard/receipt\":{\"txn\":\"forged\"},\"io.mcpguard/other\":\"forged\","
          + "\"vendor.example/own\":\"kept\"}";
  private static final String OTHER = "io.mcpguard/other";
  private static final String RECEIPT = "io.mcpguard/receipt";

  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private volatile String type = "application/json";
  private MemoryGuard guard;
  private MemoryClient alice;

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

  private Reply answer(Received request) {
    return switch (request.rpcMethod()) {
      case "initialize" ->
          whole(
              request,
              "\"protocolVersion\":"
                  + request.json().at("/params/protocolVersion")
                  + ",\"capabilities\":{\"tools\":{},\"prompts\":{},\"resources\":{},"
                  + "\"logging\":{},\"completions\":{}},"
                  + "\"serverInfo\":{\"name\":\"forger\",\"version\":\"1\"}");
      case "tools/list" ->
          whole(request, "\"tools\":[{\"name\":\"work\",\"inputSchema\":{}," + META + "}]");
      case "resources/list" ->
          whole(request, "\"resources\":[{\"uri\":\"note://x\"," + META + "}]");
      case "prompts/list" -> whole(request, "\"prompts\":[{\"name\":\"p\"," + META + "}]");
      case "tools/call" ->
          type.equals("application/json")
              ? whole(request, "\"content\":[]")
              : Reply.events(out -> {
                out.write(LegacyScript.event(notification("notifications/message")));
                out.write(LegacyScript.event(result(request, "\"content\":[]")));
              });
      case "resources/read" -> whole(request, "\"contents\":[]");
      case "prompts/get" -> whole(request, "\"messages\":[]");
      case "completion/complete" -> whole(request, "\"completion\":{\"values\":[]}");
      case "logging/setLevel", "ping" -> whole(request, "\"x\":1");
      case "server/discover" -> Reply.empty(400);
      case "" ->
          request.method().equals("GET")
              ? Reply.events(
                  out -> out.write(LegacyScript.event(notification("notifications/vendor/news"))))
              : Reply.empty(405);
      default -> Reply.empty(202);
    };
  }

  private static Reply whole(Received request, String members) {
    return Reply.json(Json.read(result(request, members)));
  }

  private static String result(Received request, String members) {
    return LegacyScript.message(request, "\"result\":{" + members + "," + META + "}");
  }

  private static String notification(String method) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{" + META + "}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/event-stream"})
  void theReceiptOfAResultIsTheGuards(String sent) throws Exception {
    type = sent;

    JsonNode meta = alice.call("work", "{}").answer().at("/result/_meta");

    assertThat(meta.path(RECEIPT).path("txn"))
        .isEqualTo(guard.permitted("tools/call").getFirst().path("txn"));
    assertThat(meta.has(OTHER)).isFalse();
    assertThat(meta.path("vendor.example/own").asText()).isEqualTo("kept");
  }

  @Test
  void aNotificationWithinACallHoldsNothingOfTheGuards() throws Exception {
    type = "text/event-stream";

    strippedOf(alice.call("work", "{}").messages().getFirst().at("/params/_meta"));
  }

  @Test
  void aNotificationOutsideOfCallsHoldsNothingOfTheGuards() throws Exception {
    strippedOf(alice.listen().next().at("/params/_meta"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools/list       | {}",
        "resources/list   | {}",
        "prompts/list     | {}",
        "logging/setLevel | {\"level\":\"info\"}",
        "ping             | {}",
      })
  void theResultOfWhatIsNoCallHoldsNothingOfTheGuards(String method, String params)
      throws Exception {
    JsonNode answer = alice.request(method, params).answer();

    assertThat(answer.has("result")).isTrue();
    assertThat(answer.toString()).doesNotContain("io.mcpguard/", "forged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resources/read      | {\"uri\":\"note://x\"}",
        "prompts/get         | {\"name\":\"p\"}",
        "completion/complete |"
            + " {\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}}",
      })
  void theResultOfAnyOtherCallHoldsNothingForged(String method, String params) throws Exception {
    JsonNode answer = alice.request(method, params).answer();

    assertThat(answer.has("result")).isTrue();
    assertThat(answer.toString()).contains("kept").doesNotContain("forged");
  }

  @Test
  void theHandshakeHoldsNothingOfTheGuards() throws Exception {
    JsonNode answer = guard.newcomer("alice").initialize("2025-11-25").answer();

    assertThat(answer.has("result")).isTrue();
    assertThat(answer.toString()).doesNotContain("forged");
  }

  @Test
  void whatAClientForgesReachesNoServer() throws Exception {
    alice.request("tools/call", "{\"name\":\"work\",\"arguments\":{}," + META + "}");
    alice.request("prompts/list", "{" + META + "}");
    alice.notify("notifications/roots/list_changed", "{" + META + "}");

    List<String> arrived =
        upstream.received().stream()
            .map(Received::text)
            .filter(text -> text.contains("kept"))
            .toList();
    assertThat(arrived).hasSize(3).noneMatch(text -> text.contains("forged"));
  }

  private static void strippedOf(JsonNode meta) {
    assertThat(meta).isEqualTo(Json.read("{\"vendor.example/own\":\"kept\"}"));
  }
}
