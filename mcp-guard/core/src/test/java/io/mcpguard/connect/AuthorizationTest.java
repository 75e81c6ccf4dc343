package io.mcpguard.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.connect.ScriptedServer.Reply;
import io.mcpguard.connect.ScriptedServer.Seen;
import io.mcpguard.testkit.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens from one request to the next, and from one process to the next. */
class AuthorizationTest {
  @TempDir private Path state;
  private final MovableClock clock = MovableClock.at("2026-11-26T12:00:00Z");
  private ScriptedServer server;
  private Host host;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    host = open();
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
    server.close();
  }

  @Test
  void theNextProcessGoesOnWithTokenAndKey() throws Exception {
    var unused = host.request("ping", "{}");
    String key = key(server.of("ping").getLast());
    host.close();

    host = open();
    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.logins()).hasSize(1);
    assertThat(key(server.of("ping").getLast())).isEqualTo(key);
  }

  @Test
  void aTokenThatIsAboutToEndIsRenewedBeforeItIsUsed() throws Exception {
    var unused = host.request("ping", "{}");
    clock.move(Duration.ofSeconds(570));

    var again = host.request("ping", "{}");

    assertThat(again.has("result")).isTrue();
    assertThat(server.at("/token").getLast().form())
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "refresh-1")
        .containsEntry("resource", server.url("/mcp"));
    assertThat(server.of("ping")).noneMatch(this::isRefused);
  }

  @Test
  void aTokenThatIsNotAboutToEndIsUsedOn() throws Exception {
    var unused = host.request("ping", "{}");
    clock.move(Duration.ofSeconds(569));

    var again = host.request("ping", "{}");

    assertThat(again.has("result")).isTrue();
    assertThat(server.at("/token")).hasSize(1);
  }

  @Test
  void aTokenThatIsRefusedIsRenewedOnceAndTheRequestSentAgain() throws Exception {
    var unused = host.request("ping", "{}");
    server.forgetToken();

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.at("/token")).hasSize(2);
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void theUserLogsInAgainOnceTheRefreshTokenIsRefused() throws Exception {
    var unused = host.request("ping", "{}");
    server.forgetToken();
    server.issuing(request ->
        request.field("grant_type").equals("refresh_token")
            ? Reply.json(400, "{\"error\":\"invalid_grant\"}")
            : server.issue(request));

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.logins()).hasSize(2);
  }

  /** Nobody waits for the stream of a session, so that a window would come out of the blue. */
  @Test
  void noWindowOpensForWhatNobodyAskedFor() throws Exception {
    CountDownLatch listened = new CountDownLatch(1);
    server.answering(request -> {
      if (!request.method().equals("GET")) {
        return server.answer(request);
      }
      server.forgetToken();
      listened.countDown();
      return server.answer(request);
    });
    server.issuing(request ->
        request.field("grant_type").equals("refresh_token")
            ? Reply.json(400, "{\"error\":\"invalid_grant\"}")
            : server.issue(request));

    var welcome = host.initialize();
    await(listened);
    host.leave();

    assertThat(welcome.has("result")).isTrue();
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void noWindowOpensBecauseTheTokenEndpointIsDown() throws Exception {
    var unused = host.request("ping", "{}");
    server.forgetToken();
    server.issuing(request -> Reply.empty(503));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("unreachable");
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void aServerThatRefusesWhatItWasJustPromisedIsNotAskedForEver() throws Exception {
    server.answering(request -> server.challenged(401, ", error=\"invalid_token\""));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("token_refused");
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void theNonceOfTheServerIsTakenAndKept() throws Exception {
    server.answering(request ->
        !request.header("dpop").isEmpty() && !request.proof().path("nonce").asText().equals("n2")
            ? Reply.empty(401)
                .with("DPoP-Nonce", "n2")
                .with("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"")
            : server.answer(request));

    var first = host.request("ping", "{}");
    int sent = server.of("ping").size();
    var second = host.request("ping", "{}");

    assertThat(first.has("result")).isTrue();
    assertThat(second.has("result")).isTrue();
    assertThat(server.of("ping")).hasSize(sent + 1);
  }

  @Test
  void aCallThatNeedsMoreScopeAsksTheUserForAllOfIt() throws Exception {
    var unused = host.request("ping", "{}");
    needing("b");

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.logins()).hasSize(2);
    assertThat(server.logins().getLast()).containsEntry("scope", "a b");
  }

  @Test
  void scopeThatTheUserDoesNotGrantIsNotAskedForAgainAtOnce() throws Exception {
    var unused = host.request("ping", "{}");
    server.issuing(request -> Reply.json(200, server.fresh("a").toString()));
    server.answering(
        request -> server.challenged(403, ", error=\"insufficient_scope\", scope=\"b\""));
    JsonNode first = host.request("ping", "{}");

    JsonNode second = host.request("ping", "{}");

    assertThat(reason(first)).isEqualTo("scope_refused");
    assertThat(reason(second)).isEqualTo("scope_refused");
    assertThat(server.logins()).hasSize(2);
  }

  @Test
  void whatTheServerSaysOfARefusalThatNothingCuresIsPassedOn() throws Exception {
    server.answering(request ->
        new Reply(
            403,
            Map.of("Content-Type", "application/json"),
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no\"}}"));

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.at("/error/message").asText()).isEqualTo("no");
    assertThat(answer.path("id").asInt()).isEqualTo(7);
  }

  @Test
  void twoProcessesOfOneUserOpenOneWindow() throws Exception {
    CountDownLatch bothAsked = new CountDownLatch(2);
    server.answering(request -> {
      if (request.header("authorization").isEmpty()) {
        bothAsked.countDown();
        await(bothAsked);
      }
      return server.answer(request);
    });
    try (Host other = open()) {
      host.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
      other.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

      assertThat(host.line()).contains("\"ok\":true");
      assertThat(other.line()).contains("\"ok\":true");
    }
    assertThat(server.logins()).hasSize(1);
    assertThat(server.at("/token")).hasSize(1);
  }

  @Test
  void aRefreshTokenThatAnotherProcessUsedIsNotUsedAgain() throws Exception {
    var unused = host.request("ping", "{}");
    try (Host other = open()) {
      server.forgetToken();
      var first = other.request("ping", "{}");
      var second = host.request("ping", "{}");

      assertThat(first.has("result")).isTrue();
      assertThat(second.has("result")).isTrue();
    }
    assertThat(server.at("/token")).hasSize(2);
  }

  @Test
  void whatWasIssuedToAnotherClientIsNotUsed() throws Exception {
    var unused = host.request("ping", "{}");
    try (Host named = Host.of(settings().as("named"), clock, server)) {
      var answer = named.request("ping", "{}");

      assertThat(answer.has("result")).isTrue();
    }
    assertThat(server.logins()).hasSize(2);
  }

  @Test
  void anotherAuthorizationServerGetsAnotherClientAndAnotherKey() throws Exception {
    var unused = host.request("ping", "{}");
    String key = key(server.of("ping").getLast());
    try (ScriptedServer second = new ScriptedServer()) {
      second.issuing(request -> Reply.json(200, server.fresh("a").toString()));
      server.resource().putArray("authorization_servers").add(second.url(""));
      server.forgetToken();
      server.issuing(request -> Reply.json(400, "{\"error\":\"invalid_grant\"}"));
      host.close();
      host =
          Host.of(
              settings(),
              clock,
              url -> {
                if (url.getRawAuthority().equals(URI.create(second.url("")).getRawAuthority())) {
                  second.open(url);
                }
              });

      JsonNode answer = host.request("ping", "{}");

      assertThat(answer.has("result")).isTrue();
      assertThat(second.at("/register")).hasSize(1);
      assertThat(key(server.of("ping").getLast())).isNotEqualTo(key);
    }
  }

  private void needing(String scope) {
    server.answering(request ->
        request.header("authorization").endsWith("access-1")
            ? server.challenged(403, ", error=\"insufficient_scope\", scope=\"" + scope + "\"")
            : server.answer(request));
  }

  private boolean isRefused(Seen request) {
    return request.header("authorization").isEmpty() && server.of("ping").indexOf(request) > 0;
  }

  private Host open() throws Exception {
    return Host.of(settings(), clock, server);
  }

  private ConnectSettings settings() {
    return ConnectSettings.of(server.endpoint(), state.resolve("state"));
  }

  private static String key(Seen request) {
    String header = request.header("dpop").split("\\.", -1)[0];
    return new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(JsonNode answer) {
    return answer.at("/error/data/reason").asText();
  }
}
