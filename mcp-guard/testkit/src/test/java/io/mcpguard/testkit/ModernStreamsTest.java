package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscriptions, logging and progress of 2026-07-28. */
class ModernStreamsTest {
  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final String TOOLS = "{\"toolsListChanged\":true}";
  private static final String CHANGED = "notifications/tools/list_changed";

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private final ModernClient client = new ModernClient(server.url());

  @AfterEach
  void stop() {
    server.close();
  }

  /** "MUST send […] acknowledged as the first message carrying the subscription's ID" */
  @Test
  void acknowledgesWhatItKnowsOfWhatWasAskedFor() throws Exception {
    String asked =
        """
        {"toolsListChanged":true,"promptsListChanged":false,"moonPhaseChanged":true,
         "resourceSubscriptions":["test://watched-resource","test://absent"]}
        """;
    try (EventReader stream = client.listen(asked)) {
      JsonNode first = stream.nextMessage().orElseThrow();

      assertThat(first.path("method").asText())
          .isEqualTo("notifications/subscriptions/acknowledged");
      assertThat(first.at("/params/notifications").toString())
          .isEqualTo(
              "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://watched-resource\"]}");
      assertThat(subscription(first)).isEqualTo("1");
    }
  }

  @Test
  void tellsOfAChangeThatACallBrought() throws Exception {
    try (EventReader stream = acknowledged(TOOLS)) {
      client.call("test_trigger_tool_change", "{}");
      JsonNode change = stream.nextMessage().orElseThrow();

      assertThat(change.path("method").asText()).isEqualTo(CHANGED);
      assertThat(subscription(change)).isEqualTo("1");
    }
  }

  /** "The server MUST NOT send notification types the client has not explicitly requested." */
  @Test
  void tellsNothingThatWasNotAskedFor() throws Exception {
    try (EventReader stream = acknowledged(TOOLS)) {
      server.announce("notifications/prompts/list_changed", Json.object());
      server.touch("test://watched-resource");
      server.announce(CHANGED, Json.object());

      assertThat(stream.nextMessage().orElseThrow().path("method").asText()).isEqualTo(CHANGED);
    }
  }

  @Test
  void tellsOfAResourceByItsUri() throws Exception {
    try (EventReader stream =
        acknowledged("{\"resourceSubscriptions\":[\"test://watched-resource\"]}")) {
      server.touch("test://static-text");
      server.touch("test://watched-resource");

      assertThat(stream.nextMessage().orElseThrow().at("/params/uri").asText())
          .isEqualTo("test://watched-resource");
    }
  }

  /**
   * "MUST send notifications/cancelled" (cancellation); "SHOULD respond to the original
   * subscriptions/listen request" (subscriptions, graceful closure).
   */
  @Test
  void endsASubscriptionWithItsCancellationAndItsResult() throws Exception {
    try (EventReader stream = acknowledged(TOOLS)) {
      server.endSubscriptions();
      JsonNode cancelled = stream.nextMessage().orElseThrow();
      JsonNode result = stream.nextMessage().orElseThrow();

      assertThat(cancelled.at("/params/requestId").asInt()).isEqualTo(1);
      assertThat(result.path("id").asInt()).isEqualTo(1);
      assertThat(result.at("/result/resultType").asText()).isEqualTo("complete");
      assertThat(stream.nextMessage()).isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void forgetsASubscriptionWhoseReaderHasGone() throws Exception {
    acknowledged(TOOLS).close();

    while (server.openSubscriptions() > 0) {
      Thread.onSpinWait();
    }
    assertThat(server.hits("subscriptions/listen")).isEqualTo(1);
  }

  /** "MUST NOT emit notifications/message for a request that does not include this field" */
  @Test
  void logsNothingUnasked() throws Exception {
    assertThat(client.call("test_logging_tool", "{}").messages()).hasSize(1);
  }

  @Test
  void logsWhatIsAtLeastAsSevereAsAskedFor() throws Exception {
    client.withMeta(PREFIX + "logLevel", "\"critical\"");

    assertThat(client.call("test_logging_tool", "{}").messages())
        .extracting(message -> message.at("/params/level").asText())
        .containsExactly("critical", "alert", "emergency", "");
  }

  @Test
  void refusesASeverityThatIsNone() throws Exception {
    client.withMeta(PREFIX + "logLevel", "\"loud\"");

    assertThat(client.call("test_logging_tool", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void reportsProgressUnderTheTokenOfTheRequest() throws Exception {
    client.withMeta("progressToken", "\"mine\"");

    assertThat(client.call("test_tool_with_progress", "{}").messages())
        .extracting(message -> message.at("/params/progressToken").asText())
        .containsExactly("mine", "mine", "mine", "");
  }

  private EventReader acknowledged(String filter) throws Exception {
    EventReader stream = client.listen(filter);
    assertThat(stream.nextMessage()).isPresent();
    return stream;
  }

  private static String subscription(JsonNode message) {
    return message.path("params").path("_meta").path(PREFIX + "subscriptionId").asText();
  }
}
