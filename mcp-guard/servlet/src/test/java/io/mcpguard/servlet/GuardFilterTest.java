package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.delegation.Grant;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let through to a servlet, and what those are told who are not (contracts §3). */
class GuardFilterTest {
  private static final String READ = "{\"name\":\"read_note\",\"arguments\":{\"id\":\"n1\"}}";

  @TempDir Path data;

  private final NotesServlet servlet = new NotesServlet();
  private Embedding embedding;

  @BeforeEach
  void start() throws Exception {
    embedding = Embedding.of(servlet, data);
  }

  @AfterEach
  void stop() throws Exception {
    embedding.stop();
  }

  @Test
  void aCallWithinTheDelegationReachesTheServlet() throws Exception {
    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.result().has("content")).isTrue();
    assertThat(servlet.calls()).isOne();
  }

  /** RFC 9728 §5.1: the challenge's {@code resource_metadata} is the URL of the metadata. */
  @Test
  void aStrangerIsToldWhereToLogIn() throws Exception {
    Answer refused = new ScriptedClient(embedding.endpoint).request("tools/call", READ);

    String metadata =
        embedding.endpoint.resolve("/.well-known/oauth-protected-resource/mcp").toString();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate"))
        .startsWith("Bearer resource_metadata=\"" + metadata + "\", scope=\"notes.read\"");
    assertThat(refused.errorCode()).isEqualTo(1401);
    assertThat(servlet.seen()).isEmpty();
  }

  @Test
  void theMetadataNamesTheExternalAuthorizationServer() throws Exception {
    HttpResponse<String> metadata = get("/.well-known/oauth-protected-resource/mcp");

    assertThat(Json.read(metadata.body()).path("resource").asText())
        .isEqualTo(embedding.endpoint.toString());
    assertThat(Json.read(metadata.body()).path("authorization_servers").path(0).asText())
        .isEqualTo(Embedding.ISSUER);
  }

  @Test
  void theKeysOfAssertionsAreThereForAnybody() throws Exception {
    assertThat(Json.read(get("/.well-known/jwks.json").body()).path("keys")).hasSize(1);
  }

  /** RFC 9068 §4: "The resource server MUST validate that the 'aud' claim" names itself. */
  @Test
  void aTokenForAnotherServerIsNoGood() throws Exception {
    Answer refused = post(embedding.token(Map.of("aud", "https://mail.example/mcp")));

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    assertThat(servlet.seen()).isEmpty();
  }

  @Test
  void aTokenOfAnotherIssuerIsNoGood() throws Exception {
    assertThat(post(embedding.token(Map.of("iss", "https://other.example"))).status())
        .isEqualTo(401);
  }

  @Test
  void aTokenWithoutClientIsNoGood() throws Exception {
    assertThat(post(embedding.token(Map.of("client_id", ""))).status()).isEqualTo(401);
  }

  @Test
  void aTokenInTheQueryIsNoToken() throws Exception {
    URI asked = URI.create(embedding.endpoint + "?access_token=" + embedding.token("notes.read"));

    assertThat(new ScriptedClient(asked).request("tools/call", READ).status()).isEqualTo(401);
  }

  @Test
  void whatMoreScopeWouldCureIsAStepUp() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));

    Answer refused = client.call("write_note", "{}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("WWW-Authenticate"))
        .contains("error=\"insufficient_scope\"", "scope=\"notes.write\"");
    assertThat(refused.errorCode()).isEqualTo(1403);
    assertThat(servlet.calls()).isZero();
  }

  @Test
  void aUserWhomNobodyEntitledReachesNothing() throws Exception {
    ScriptedClient client = embedding.client(embedding.token(Map.of("sub", "mallory")));

    Answer refused = client.call("read_note", "{}");

    assertThat(refused.errorCode()).isEqualTo(-32602);
    assertThat(servlet.calls()).isZero();
  }

  @Test
  void aToolThatNoScopeCoversIsNotListed() throws Exception {
    Answer list = embedding.client(embedding.token("notes.read")).request("tools/list", "{}");

    assertThat(list.result().path("tools").findValuesAsText("name"))
        .containsExactly("read_note", "write_note");
  }

  @Test
  void aToolThatNoScopeCoversIsAsIfThereWereNone() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));

    Answer hidden = client.call("wipe_all", "{}");
    Answer unknown = client.call("no_such_tool", "{}");

    assertThat(hidden.errorCode()).isEqualTo(-32602);
    assertThat(hidden.message().at("/error/message"))
        .isEqualTo(unknown.message().at("/error/message"));
    assertThat(servlet.calls()).isZero();
  }

  @Test
  void aBodyWithADuplicateNameNeverReachesTheServlet() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));

    Answer refused =
        client.send(
            """
            {"jsonrpc":"2.0","id":9,"method":"tools/call",\
            "params":{"name":"wipe_all","name":"read_note","arguments":{}}}\
            """);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errorCode()).isEqualTo(-32700);
    assertThat(servlet.calls()).isZero();
  }

  @Test
  void aPageOfAnotherOriginIsRefused() throws Exception {
    ScriptedClient client =
        new ScriptedClient(embedding.endpoint)
            .withBearer(embedding.token("notes.read"))
            .withHeader("Origin", "https://evil.example");

    assertThat(client.request("tools/call", READ).status()).isEqualTo(403);
  }

  /** A container strips and decodes before it maps; the servlet behind answers to all of these. */
  @ParameterizedTest
  @ValueSource(strings = {"/mcp/", "/mcp;a=b", "/%6dcp", "/mcp/x", "/./mcp", "//mcp"})
  void noOtherSpellingOfThePathLeadsAroundTheGuard(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(servlet.seen()).isEmpty();
  }

  @Test
  void anAgentThatIsShutOffIsRefusedOnItsNextCall() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));

    assertThat(embedding.filter.guard().revokeAgent("agent-1")).isTrue();

    assertThat(client.call("read_note", "{}").errorCode()).isEqualTo(1401);
    assertThat(servlet.calls()).isZero();
  }

  @Test
  void aShutOffAgentStaysShutOffAfterARestart() throws Exception {
    embedding.client(embedding.token("notes.read"));
    embedding.filter.guard().revokeAgent("agent-1");

    embedding.stop();
    embedding = Embedding.of(servlet, data);

    assertThat(post(embedding.token("notes.read")).status()).isEqualTo(401);
  }

  /** The name of the grant is in no token: it is made of user, client and resource. */
  @Test
  void aRevokedGrantIsNotGivenBackByANewerToken() throws Exception {
    embedding.client(embedding.token("notes.read"));
    Grant grant = embedding.filter.state().store().grants().all().getFirst();

    assertThat(embedding.filter.guard().revokeGrant(grant.id())).isTrue();

    Answer refused = post(embedding.token(Map.of("jti", "token-2")));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).contains("grant_revoked");
  }

  @Test
  void theScopeIsThatOfTheTokenPresentedNow() throws Exception {
    embedding.client(embedding.token("notes.read"));

    Answer answer =
        embedding.client(embedding.token("notes.read notes.write")).call("write_note", "{}");

    assertThat(answer.result().has("content")).isTrue();
  }

  @Test
  void aSessionOfAnotherUsersIsUnknown() throws Exception {
    HttpResponse<String> opened = initialize(embedding.token("notes.read"));
    String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    ScriptedClient other =
        new ScriptedClient(embedding.endpoint)
            .withBearer(embedding.token(Map.of("sub", "bob")))
            .withHeader("Mcp-Session-Id", session);

    assertThat(other.call("read_note", "{}").status()).isEqualTo(404);
  }

  @Test
  void theServletsOwnSessionIsEndedWithTheClients() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));
    servlet.seen().clear();

    assertThat(client.delete()).isEqualTo(200);

    assertThat(servlet.seen()).extracting(NotesServlet.Seen::method).containsExactly("DELETE");
    assertThat(servlet.seen().getFirst().headers()).contains("mcp-session-id: servlet-session");
  }

  @Test
  void aSessionThatEndedOutsideOfARequestIsEndedInTheNext() throws Exception {
    embedding.client(embedding.token("notes.read"));
    servlet.seen().clear();

    embedding.filter.guard().revokeAgent("agent-1");
    assertThat(servlet.seen()).isEmpty();
    embedding.client(embedding.token(Map.of("client_id", "agent-2")));

    servlet.awaitSeen("DELETE"); // That the client has its answer is not the end of a request.
  }

  @Test
  void aLedgerThatCannotBeWrittenStopsTheCall() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));
    embedding.filter.state().ledger().close();

    Answer refused = client.call("read_note", "{}");

    assertThat(refused.errorCode()).isEqualTo(1503);
    assertThat(servlet.calls()).isZero();
  }

  private Answer post(String token) throws Exception {
    return new ScriptedClient(embedding.endpoint).withBearer(token).request("tools/call", READ);
  }

  private HttpResponse<String> initialize(String token) throws Exception {
    String opening =
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
        "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\
        """;
    HttpRequest request =
        HttpRequest.newBuilder(embedding.endpoint)
            .headers("Authorization", "Bearer " + token)
            .headers("Content-Type", "application/json")
            .headers("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(opening))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI asked = URI.create("http://127.0.0.1:" + embedding.endpoint.getPort() + path);
    List<String> bearer = List.of("Authorization", "Bearer " + embedding.token("notes.read"));
    HttpRequest request =
        HttpRequest.newBuilder(asked).headers(bearer.toArray(new String[0])).GET().build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
