package io.mcpguard.examples.verified;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.VerificationKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifiedToolServerTest {
  private static final String PAY =
      """
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"pay_invoice",\
      "arguments":{"invoice":"A-17","amount":"12.50"}}}\
      """;
  private static final String PAY_MORE = PAY.replace("A-17", "A-18").replace("12.50", "240.00");
  private static final String WHO =
      """
      {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"whoami","arguments":{}}}\
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private VerifiedToolServer server;
  private SigningGuard guard;
  private String session;

  @BeforeAll
  void start() throws Exception {
    guard = SigningGuard.create();
    VerificationKey key = guard.key();
    server =
        VerifiedToolServer.start(
            new ServerOptions(
                0,
                "",
                SigningGuard.DOMAIN,
                SigningGuard.ISSUER,
                id -> id.equals("k") ? Optional.of(key) : Optional.empty()),
            InstantSource.fixed(SigningGuard.NOW));
    HttpResponse<String> opened =
        post(
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
            """,
            List.of());
    session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", List.of());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Test
  void anAssertedCallActsForTheUserOfTheAssertion() throws Exception {
    HttpResponse<String> answer = post(WHO, List.of(token(WHO, server.endpoint())));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("user alice, agent spiffe://example.internal/agent/a/1");
  }

  @Test
  void anUnassertedCallIsRefused() throws Exception {
    HttpResponse<String> answer = post(PAY, List.of());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("no_token");
  }

  @Test
  void anAlteredCallIsRefused() throws Exception {
    HttpResponse<String> answer = post(PAY_MORE, List.of(token(PAY, server.endpoint())));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("params_altered");
  }

  @Test
  void aReplayedCallIsRefused() throws Exception {
    String token = token(WHO, server.endpoint());
    post(WHO, List.of(token));

    HttpResponse<String> answer = post(WHO, List.of(token));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("replayed");
  }

  @Test
  void aMisdirectedCallIsRefused() throws Exception {
    HttpResponse<String> answer =
        post(WHO, List.of(token(WHO, URI.create("https://mail.example.internal/mcp"))));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("wrong_server");
  }

  @Test
  void twoAssertionsAreOneTooMany() throws Exception {
    HttpResponse<String> answer =
        post(WHO, List.of(token(WHO, server.endpoint()), token(WHO, server.endpoint())));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("several_tokens");
  }

  @Test
  void aBodyBeyondTheCapIsRefused() throws Exception {
    HttpResponse<String> answer = post(" ".repeat((4 << 20) + 1), List.of());

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void aMethodThatCarriesNeitherCallNorStreamIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.endpoint()).PUT(BodyPublishers.ofString(WHO)).build();

    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void anInvoiceIsPaidByAnAssertedCall() throws Exception {
    HttpResponse<String> answer = post(PAY, List.of(token(PAY, server.endpoint())));

    assertThat(answer.body()).contains("paid A-17");
  }

  private HttpResponse<String> post(String body, List<String> tokens) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.endpoint())
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(body));
    if (session != null) {
      request.header("Mcp-Session-Id", session);
    }
    tokens.forEach(token -> request.header("Txn-Token", token));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String token(String message, URI at) throws Exception {
    return guard.token(message, at.toString());
  }
}
