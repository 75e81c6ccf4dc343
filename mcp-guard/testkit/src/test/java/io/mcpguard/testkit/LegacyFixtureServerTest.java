package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LegacyFixtureServerTest {
  private static final String NEWEST = "2025-11-25";
  private final LegacyFixtureServer server = LegacyFixtureServer.start();
  private final ScriptedClient client = new ScriptedClient(server.url());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void speaksTheRevisionThatWasAskedFor() throws Exception {
    Answer answer = client.initialize("2025-06-18");

    assertThat(answer.result().path("protocolVersion").asText()).isEqualTo("2025-06-18");
  }

  @Test
  void answersAnUnknownRevisionWithItsNewest() throws Exception {
    Answer answer = client.initialize("1999-01-01");

    assertThat(answer.result().path("protocolVersion").asText()).isEqualTo(NEWEST);
  }

  @Test
  void refusesARequestWithoutASession() throws Exception {
    assertThat(client.request("tools/list", "{}").status()).isEqualTo(400);
  }

  @Test
  void answers404OnceTheSessionWasDeleted() throws Exception {
    client.initialize(NEWEST);
    client.delete();

    assertThat(client.request("tools/list", "{}").status()).isEqualTo(404);
  }

  @Test
  void answers404AfterItsSessionsEnded() throws Exception {
    client.initialize(NEWEST);
    server.endSessions();

    assertThat(client.request("ping", "{}").status()).isEqualTo(404);
  }

  @Test
  void answersABatchOf20250326WithOneMessageForEachRequest() throws Exception {
    client.initialize("2025-03-26");

    Answer answer =
        client.batch(
            List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"ping\"}"));

    assertThat(answer.messages()).extracting(m -> m.path("id").asText()).containsExactly("a", "b");
  }

  @Test
  void refusesABatchOfALaterRevision() throws Exception {
    client.initialize("2025-06-18");

    assertThat(client.batch(List.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")).status())
        .isEqualTo(400);
  }

  @Test
  void handsTheRestOfAStreamToWhoeverResumesIt() throws Exception {
    client.initialize(NEWEST);
    EventReader.Event priming;
    try (EventReader cut =
        client.stream(
            """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_reconnection"}}
            """)) {
      priming = cut.next().orElseThrow();
      assertThat(cut.next()).isEmpty();
    }

    try (EventReader rest = client.listen(priming.id())) {
      assertThat(rest.nextMessage().orElseThrow().path("id").asInt()).isEqualTo(7);
    }
  }

  @Test
  void asksTheClientAndUsesItsAnswer() throws Exception {
    client.answeringWith(
        request -> Optional.of(Json.read("{\"content\":{\"type\":\"text\",\"text\":\"Paris\"}}")));
    client.initialize(NEWEST, "{\"sampling\":{}}");

    assertThat(client.call("test_sampling", "{\"prompt\":\"Where?\"}").text())
        .isEqualTo("LLM response: Paris");
  }

  @Test
  void doesNotAskAClientThatCannotAnswer() throws Exception {
    client.initialize(NEWEST);

    Answer answer = client.call("test_sampling", "{\"prompt\":\"Where?\"}");

    assertThat(answer.result().path("isError").asBoolean()).isTrue();
  }

  @Test
  void tellsSubscribersOnTheGetStream() throws Exception {
    client.initialize(NEWEST);
    client.request("resources/subscribe", "{\"uri\":\"test://watched-resource\"}");
    server.touch("test://watched-resource");

    try (EventReader events = client.listen()) {
      assertThat(events.nextMessage().orElseThrow().path("method").asText())
          .isEqualTo("notifications/resources/updated");
    }
  }

  @Test
  void refusesAForeignOrigin() throws Exception {
    client.withHeader("Origin", "http://evil.example.com");

    assertThat(client.initialize(NEWEST).status()).isEqualTo(403);
  }

  @Test
  void keepsWhatItReceivedByteForByte() throws Exception {
    client.send("{ \"jsonrpc\":\"2.0\" , \"id\":1.0,\"method\":\"x\"}");

    assertThat(server.received().getLast().text())
        .isEqualTo("{ \"jsonrpc\":\"2.0\" , \"id\":1.0,\"method\":\"x\"}");
  }
}
