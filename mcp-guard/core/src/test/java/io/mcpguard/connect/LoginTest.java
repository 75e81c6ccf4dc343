package io.mcpguard.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.connect.ScriptedServer.Reply;
import io.mcpguard.connect.ScriptedServer.Seen;
import io.mcpguard.jose.Sha256;
import io.mcpguard.testkit.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a challenge to a token, and what is not believed on the way. */
class LoginTest {
  @TempDir private Path state;
  private final MovableClock clock = MovableClock.at("2026-11-26T12:00:00Z");
  private ScriptedServer server;
  private Host host;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    host = Host.of(settings(), clock, server);
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
    server.close();
  }

  @Test
  void theFirstRequestLogsInAndIsAnswered() throws Exception {
    JsonNode answer = host.request("ping", "{}");

    Map<String, String> asked = server.logins().getFirst();
    Seen redemption = server.at("/token").getFirst();
    Map<String, String> redeemed = redemption.form();
    assertThat(answer.at("/result/ok").asBoolean()).isTrue();
    assertThat(asked)
        .containsEntry("client_id", "registered")
        .containsEntry("resource", server.url("/mcp"))
        .containsEntry("scope", "a")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("code_challenge", Sha256.base64url(redemption.field("code_verifier")));
    assertThat(redeemed)
        .containsEntry("resource", server.url("/mcp"))
        .containsEntry("redirect_uri", asked.get("redirect_uri"));
  }

  @Test
  void theRedirectIsOneToThisMachineByItsAddress() throws Exception {
    var unused = host.request("ping", "{}");

    assertThat(server.logins().getFirst().get("redirect_uri"))
        .matches("http://127\\.0\\.0\\.1:[0-9]+/callback");
  }

  @Test
  void theTokenIsPresentedWithAProofForThisRequestAndThisToken() throws Exception {
    var unused = host.request("ping", "{}");

    Seen sent = server.of("ping").getLast();
    assertThat(sent.header("authorization")).isEqualTo("DPoP access-1");
    assertThat(sent.proof().path("htm").asText()).isEqualTo("POST");
    assertThat(sent.proof().path("htu").asText()).isEqualTo(server.url("/mcp"));
    assertThat(sent.proof().path("ath").asText()).isEqualTo(Sha256.base64url("access-1"));
  }

  @Test
  void anAuthorizationServerWithoutDpopIssuesBearerTokens() throws Exception {
    server.issuer().remove("dpop_signing_alg_values_supported");
    server.issuing(
        request -> Reply.json(200, server.fresh("a").put("token_type", "bearer").toString()));

    var unused = host.request("ping", "{}");

    assertThat(server.of("ping").getLast().header("authorization")).isEqualTo("Bearer access-1");
    assertThat(server.of("ping").getLast().header("dpop")).isEmpty();
  }

  @Test
  void aClientThatTheOperatorNamedDoesNotRegister() throws Exception {
    try (Host named = Host.of(settings().as("named"), clock, server)) {
      var unused = named.request("ping", "{}");
    }

    assertThat(server.at("/register")).isEmpty();
    assertThat(server.logins().getFirst()).containsEntry("client_id", "named");
  }

  @Test
  void nonceOfTheTokenEndpointIsTakenOnce() throws Exception {
    server.issuing(ScriptedServer.inTurn(List.of(LoginTest::wantingNonce, server::issue)));

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.at("/token").getLast().proof().path("nonce").asText()).isEqualTo("n1");
  }

  @Test
  void anAuthorizationServerThatTakesNoNonceIsNotAskedForEver() throws Exception {
    server.issuing(LoginTest::wantingNonce);

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.at("/token")).hasSize(2);
  }

  /** "MUST reject … the state" that is not one's own (RFC 6749 §10.12). */
  @Test
  void anAnswerWithAnotherStateIsTurnedAwayAndTheRightOneTaken() throws Exception {
    int[] forged = new int[1];
    server.redirecting(answer -> {
      String callback = server.logins().getFirst().get("redirect_uri");
      forged[0] = ScriptedServer.get(callback + "?code=stolen&state=guess&iss=x");
      return answer;
    });

    JsonNode answer = host.request("ping", "{}");

    assertThat(forged[0]).isEqualTo(400);
    assertThat(answer.has("result")).isTrue();
    assertThat(server.at("/token")).hasSize(1);
    assertThat(server.at("/token").getFirst().form()).containsEntry("code", "code-1");
  }

  /**
   * "If the value does not match the expected issuer identifier, clients MUST reject the
   * authorization response and MUST NOT proceed" (RFC 9207 §2.4).
   */
  @Test
  void anAnswerOfAnotherIssuerIsNotRedeemed() throws Exception {
    server.redirecting(answer -> with(answer, "iss", "https://other.example"));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.at("/token")).isEmpty();
  }

  /**
   * "clients MUST reject authorization responses without the iss parameter from authorization
   * servers which do support the parameter" (RFC 9207 §2.4).
   */
  @Test
  void anAnswerWithoutIssuerIsNotRedeemedWhereOneWasPromised() throws Exception {
    server.redirecting(answer -> without(answer, "iss"));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.at("/token")).isEmpty();
  }

  @Test
  void anAnswerWithoutIssuerIsRedeemedWhereNoneWasPromised() throws Exception {
    server.issuer().remove("authorization_response_iss_parameter_supported");
    server.redirecting(answer -> without(answer, "iss"));

    assertThat(host.request("ping", "{}").has("result")).isTrue();
  }

  /** The error of another issuer is not believed either (RFC 9207 §2.4). */
  @ParameterizedTest
  @ValueSource(strings = {"https://other.example", ""})
  void anErrorOfAnotherIssuerIsNoRefusal(String issuer) throws Exception {
    server.redirecting(
        answer -> with(with(without(answer, "code"), "error", "access_denied"), "iss", issuer));

    assertThat(reason(host.request("ping", "{}"))).isEqualTo("login_failed");
  }

  @Test
  void aLoginThatTheUserRefusesIsToldAsThat() throws Exception {
    server.redirecting(answer -> with(without(answer, "code"), "error", "access_denied"));

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.at("/error/code").asInt()).isEqualTo(1401);
    assertThat(reason(answer)).isEqualTo("login_refused");
  }

  @Test
  void aLoginThatFailedIsNotBegunAgainAtOnce() throws Exception {
    server.redirecting(answer -> with(without(answer, "code"), "error", "access_denied"));
    var unused = host.request("ping", "{}");

    JsonNode again = host.request("ping", "{}");

    assertThat(reason(again)).isEqualTo("login_refused");
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void aMinuteLaterALoginIsBegunAgain() throws Exception {
    server.redirecting(answer -> with(without(answer, "code"), "error", "access_denied"));
    var unused = host.request("ping", "{}");
    clock.move(Duration.ofMinutes(1));
    server.redirecting(answer -> answer);

    assertThat(host.request("ping", "{}").has("result")).isTrue();
  }

  @Test
  void aRequestDoesNotWaitForeverForTheBrowser() throws Exception {
    server.redirecting(answer -> Map.of());
    try (Host hasty = Host.of(settings().waiting(Duration.ofMillis(1)), clock, server)) {
      JsonNode answer = hasty.request("ping", "{}");

      assertThat(reason(answer)).isEqualTo("login_pending");
      assertThat(answer.at("/error/message").asText()).contains("browser");
    }
  }

  /**
   * "If the values are not identical, the data contained in the response MUST NOT be used" (RFC
   * 9728 §3.3).
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/mcp/other", "/MCP"})
  void metadataOfAnotherResourceIsNotUsed(String path) throws Exception {
    server.resource().put("resource", server.url(path));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.logins()).isEmpty();
  }

  /** What stands at the root of a host was made from the host's own identifier (RFC 9728 §3.3). */
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/mcp"})
  void metadataAtTheRootSpeakForTheHost(String path) throws Exception {
    server.describedAtTheRoot();
    server.resource().put("resource", server.url(path));

    JsonNode answer = host.request("ping", "{}");

    assertThat(answer.has("result")).isTrue();
    assertThat(server.logins().getFirst()).containsEntry("resource", server.url(path));
  }

  /** Whoever serves another path of the host could use it, and the user is to know before. */
  @Test
  void aTokenForAWholeHostThatIsBoundToNoKeyIsSaidBeforeTheLogin() throws Exception {
    server.describedAtTheRoot();
    server.resource().put("resource", server.url("/"));
    server.issuer().remove("dpop_signing_alg_values_supported");

    var unused = host.request("ping", "{}");

    assertThat(host.said().getFirst()).startsWith("this login gets tokens for all of 127.0.0.1:");
  }

  /** Nobody but the holder of the key can use it, wherever it was shown. */
  @Test
  void oneThatIsBoundToAKeyIsNot() throws Exception {
    server.describedAtTheRoot();
    server.resource().put("resource", server.url("/"));

    var unused = host.request("ping", "{}");

    assertThat(host.said()).noneMatch(line -> line.startsWith("this login gets tokens"));
  }

  @Test
  void norIsOneForTheEndpointAlone() throws Exception {
    server.issuer().remove("dpop_signing_alg_values_supported");

    var unused = host.request("ping", "{}");

    assertThat(host.said()).noneMatch(line -> line.startsWith("this login gets tokens"));
  }

  @Test
  void metadataAtTheRootSpeakForNoOtherPathOfTheHost() throws Exception {
    server.describedAtTheRoot();
    server.resource().put("resource", server.url("/mcp/other"));

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.logins()).isEmpty();
  }

  /**
   * "If these values are not identical, the data contained in the response MUST NOT be used" (RFC
   * 8414 §3.3): else one authorization server could speak for another (mix-up).
   */
  @ParameterizedTest
  @ValueSource(strings = {"https://other.example", "http://127.0.0.1"})
  void metadataOfAnotherIssuerIsNotUsed(String issuer) throws Exception {
    server.issuer().put("issuer", issuer);

    JsonNode answer = host.request("ping", "{}");

    assertThat(reason(answer)).isEqualTo("login_failed");
    assertThat(server.logins()).isEmpty();
  }

  /** "MUST refuse to proceed" without PKCE (2026-07-28, basic/authorization). */
  @Test
  void anAuthorizationServerWithoutPkceIsNotUsed() throws Exception {
    server.issuer().putArray("code_challenge_methods_supported").add("plain");

    assertThat(reason(host.request("ping", "{}"))).isEqualTo("login_failed");
    assertThat(server.logins()).isEmpty();
  }

  /** RFC 9449 §5: a client that wants bound tokens "MUST discard the response" of another type. */
  @Test
  void aBearerTokenIsNotTakenWhereABoundOneWasPromised() throws Exception {
    server.issuing(
        request -> Reply.json(200, server.fresh("a").put("token_type", "Bearer").toString()));

    assertThat(reason(host.request("ping", "{}"))).isEqualTo("login_failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1/token", "https://10.0.0.1/token", "ftp://x/", "nonsense"})
  void aTokenEndpointThatMayNotBeAskedGetsNoCode(String url) throws Exception {
    server.issuer().put("token_endpoint", url);

    assertThat(host.request("ping", "{}").has("error")).isTrue();
  }

  /** "MUST only allow http:// and https://", and "only for loopback" (security best practices). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "http://192.0.2.1/authorize",
        "ftp://127.0.0.1/authorize",
        "--help"
      })
  void anAuthorizationEndpointThatMayNotBeOpenedIsNot(String url) throws Exception {
    server.issuer().put("authorization_endpoint", url);

    assertThat(host.request("ping", "{}").has("error")).isTrue();
    assertThat(host.said()).noneMatch(line -> line.startsWith("log in at: "));
    assertThat(server.logins()).isEmpty();
  }

  @Test
  void aServerThatWantsNoTokenGetsNone() throws Exception {
    server.answering(request ->
        Reply.json(200, ScriptedServer.result(request.json().get("id"), "{\"open\":true}")));

    assertThat(host.request("ping", "{}").at("/result/open").asBoolean()).isTrue();
    assertThat(server.logins()).isEmpty();
  }

  @Test
  void theUrlOfTheLoginIsSaidInAnyCase() throws Exception {
    var unused = host.request("ping", "{}");

    assertThat(host.said()).anyMatch(line -> line.startsWith("log in at: " + server.url("")));
  }

  @Test
  void nothingThatIsSaidHoldsAToken() throws Exception {
    var unused = host.request("ping", "{}");

    assertThat(host.said())
        .noneMatch(line -> line.contains("access-") || line.contains("refresh-"));
  }

  private ConnectSettings settings() {
    return ConnectSettings.of(server.endpoint(), state.resolve("state"));
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return more;
  }

  private static Map<String, String> without(Map<String, String> fields, String name) {
    Map<String, String> less = new LinkedHashMap<>(fields);
    less.remove(name);
    return less;
  }

  private static String reason(JsonNode answer) {
    return answer.at("/error/data/reason").asText();
  }

  private static Reply wantingNonce(Seen request) {
    return Reply.json(400, "{\"error\":\"use_dpop_nonce\"}").with("DPoP-Nonce", "n1");
  }
}
