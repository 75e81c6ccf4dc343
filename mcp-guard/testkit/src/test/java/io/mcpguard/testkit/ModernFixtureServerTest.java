package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModernFixtureServerTest {
  private static final String PREFIX = "io.modelcontextprotocol/";
  private final ModernFixtureServer server = ModernFixtureServer.start();
  private final ModernClient client = new ModernClient(server.url());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void countsWhatReachedIt() throws Exception {
    client.call("test_simple_text", "{}");

    assertThat(server.hits("tools/call")).isEqualTo(1);
  }

  /** "Every result MUST include a resultType field"; servers SHOULD identify themselves. */
  @Test
  void saysOnEveryResultOfWhatTypeAndWhoseItIs() throws Exception {
    JsonNode result = client.call("test_simple_text", "{}").result();

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("_meta").path(PREFIX + "serverInfo").has("name")).isTrue();
  }

  /** "Servers MUST include caching hints" (caching, cacheable results). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "server/discover",
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list"
      })
  void saysHowLongAListMayBeKept(String method) throws Exception {
    JsonNode result = client.request(method, "{}").result();

    assertThat(result.path("ttlMs").asInt()).isPositive();
    assertThat(result.path("cacheScope").asText()).isEqualTo("public");
  }

  /** "fields marked as required MUST be included on every request"; the status MUST be 400. */
  @ParameterizedTest
  @ValueSource(strings = {"protocolVersion", "clientCapabilities"})
  void refusesARequestWithoutRequiredMetadata(String field) throws Exception {
    client.withoutMeta(PREFIX + field);

    Answer answer = client.request("tools/list", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32602);
  }

  @Test
  void servesAClientThatDoesNotSayWhoItIs() throws Exception {
    client.withoutMeta(PREFIX + "clientInfo");

    assertThat(client.request("tools/list", "{}").result().has("tools")).isTrue();
  }

  /** "it MUST respond with an UnsupportedProtocolVersionError listing the versions". */
  @Test
  void saysWhichRevisionItSpeaksWhenAskedForAnother() throws Exception {
    client.withMeta(PREFIX + "protocolVersion", "\"1900-01-01\"");

    Answer answer = client.request("server/discover", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message().path("error").toString())
        .contains("-32022", "\"requested\":\"1900-01-01\"", "\"supported\":[\"2026-07-28\"]");
  }

  /** "SHOULD name the protocol versions it supports in any error it returns to initialize". */
  @Test
  void namesItsRevisionToALegacyClient() throws Exception {
    Answer answer = new ScriptedClient(server.url()).initialize("2025-11-25");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("2026-07-28");
  }

  /** "it MUST respond with 404 Not Found and a JSON-RPC error with code -32601". */
  @ParameterizedTest
  @ValueSource(strings = {"ping", "initialize", "resources/subscribe", "no/such"})
  void answers404ToAMethodItDoesNotHave(String method) throws Exception {
    Answer answer = client.request(method, "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo(-32601);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}]",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
      })
  void refusesABodyThatIsNotOneRequestOrNotification(String body) throws Exception {
    Answer answer = client.send(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32600);
  }

  @Test
  void acceptsANotificationWithoutABody() throws Exception {
    Answer answer = client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  /** "HTTP GET or DELETE to the MCP endpoint: respond with 405 Method Not Allowed." */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void hasNothingButPost(String method) throws Exception {
    assertThat(status(method, server.url())).isEqualTo(405);
  }

  @Test
  void refusesAForeignOrigin() throws Exception {
    client.withHeader("Origin", "http://evil.example.com");

    assertThat(client.request("tools/list", "{}").status()).isEqualTo(403);
  }

  /** "servers MUST return a JSON-RPC error with code -32602" (resources, error handling). */
  @Test
  void saysWhichResourceIsUnknown() throws Exception {
    Answer answer = client.request("resources/read", "{\"uri\":\"test://absent\"}");

    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.message().at("/error/data/uri").asText()).isEqualTo("test://absent");
  }

  /** "Closing the SSE response stream MUST be treated […] as cancellation of that request." */
  @Test
  @Timeout(60)
  void endsACallWhoseClientHasGone() throws Exception {
    client.stream("tools/call", "{\"name\":\"test_waiting\"}").close();

    while (server.running() > 0) {
      Thread.onSpinWait();
    }
    assertThat(server.hits("tools/call")).isEqualTo(1);
  }

  private static int status(String method, URI url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.noBody()).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
