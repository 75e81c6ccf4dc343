package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dynamic client registration (RFC 7591). */
class RegistrationTest {
  private House house;
  private Agent1 agent;

  @BeforeEach
  void open() throws Exception {
    house = House.open();
    agent = new Agent1(house);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  private static final String GOOD =
      "{\"client_name\":\"Inspector\",\"redirect_uris\":[\"http://localhost:6274/oauth/callback\"],"
          + "\"application_type\":\"native\",\"token_endpoint_auth_method\":\"none\"}";

  // RFC 7591 §3.2.1: 201 and all registered metadata.
  @Test
  void aClientThatRegistersGetsAnId() throws Exception {
    HttpResponse<String> answer = agent.postJson("/oauth/register", GOOD);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Agent1.json(answer).all())
        .containsEntry("client_name", "Inspector")
        .containsEntry("token_endpoint_auth_method", "none")
        .containsEntry("redirect_uris", List.of("http://localhost:6274/oauth/callback"))
        .containsKey("client_id")
        .doesNotContainKey("client_secret");
  }

  // RFC 9449 §5.2: "If omitted, the default value is false."
  @ParameterizedTest
  @CsvSource({"'', false", "'\"dpop_bound_access_tokens\":true,', true"})
  void whetherTokensAreAlwaysBoundIsRegistered(String member, boolean always) throws Exception {
    HttpResponse<String> answer =
        agent.postJson("/oauth/register", GOOD.replace("{", "{" + member));

    assertThat(Agent1.json(answer).all()).containsEntry("dpop_bound_access_tokens", always);
  }

  @Test
  void whetherTokensAreAlwaysBoundIsTrueOrFalse() throws Exception {
    HttpResponse<String> answer =
        agent.postJson(
            "/oauth/register", GOOD.replace("{", "{\"dpop_bound_access_tokens\":\"yes\","));

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_client_metadata");
  }

  @Test
  void aClientThatAsksForASecretGetsOne() throws Exception {
    HttpResponse<String> answer =
        agent.postJson("/register", GOOD.replace("\"none\"", "\"client_secret_post\""));

    assertThat(Agent1.json(answer).all())
        .containsEntry("token_endpoint_auth_method", "client_secret_post");
    assertThat(Agent1.json(answer).text("client_secret")).hasSize(43);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example/cb",
        "http://10.0.0.1/cb",
        "https://good.example/cb#fragment",
        "https://user@good.example/cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "HTTPS://good.example/cb",
        "https://GOOD.example/cb",
        "Cursor://callback",
        "/relative",
        ""
      })
  void anUnsafeRedirectUriIsRefused(String uri) throws Exception {
    HttpResponse<String> answer =
        agent.postJson("/oauth/register", "{\"redirect_uris\":[\"" + uri + "\"]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_redirect_uri");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example/cb",
        "http://127.0.0.1:33418/",
        "http://[::1]/cb",
        "http://localhost/cb",
        "cursor://anysphere.cursor-retrieval/oauth/callback"
      })
  void aRedirectUriThatRealClientsUseIsTaken(String uri) throws Exception {
    assertThat(
            agent.postJson("/oauth/register", "{\"redirect_uris\":[\"" + uri + "\"]}").statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{\"redirect_uris\":\"x\"}",
        "{\"client_name\":\"a\",\"client_name\":\"b\",\"redirect_uris\":[\"https://a.example/\"]}"
      })
  void whatIsNoClientMetadataIsRefused(String body) throws Exception {
    assertThat(agent.postJson("/oauth/register", body).statusCode()).isEqualTo(400);
  }

  @Test
  void aFlowThatIsNotOfferedIsRefused() throws Exception {
    HttpResponse<String> answer =
        agent.postJson(
            "/oauth/register",
            "{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"client_credentials\"]}");

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_client_metadata");
  }

  @Test
  void oneSourceCannotRegisterWithoutEnd() throws Exception {
    for (int i = 0; i < 60; i++) {
      agent.postJson("/oauth/register", "{}");
    }

    assertThat(agent.postJson("/oauth/register", GOOD).statusCode()).isEqualTo(429);
  }

  @Test
  void aClientThatWasNeverUsedIsForgotten() throws Exception {
    String id = Agent1.json(agent.postJson("/oauth/register", GOOD)).text("client_id");
    house.pass(Duration.ofDays(1).plusSeconds(1));
    agent.postJson("/oauth/register", GOOD);

    assertThat(house.clients.find(id)).isEmpty();
  }

  @Test
  void whereRegistrationIsClosedNobodyRegisters() throws Exception {
    House closed = House.closedToStrangers();
    HttpResponse<String> answer = new Agent1(closed).postJson("/oauth/register", GOOD);
    HttpResponse<String> metadata =
        new Agent1(closed).get("/.well-known/oauth-authorization-server");
    closed.close();

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(metadata.body()).doesNotContain("registration_endpoint");
  }

  // The Fetch standard lets any page send text/plain without asking first.
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json5"})
  void aBodyThatIsNotSentAsJsonIsRefused(String type) throws Exception {
    HttpResponse<String> answer = agent.postTyped("/oauth/register", type, GOOD);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_client_metadata");
    assertThat(house.clients.count()).isZero();
  }

  @Test
  void aCharsetBehindTheTypeChangesNothing() throws Exception {
    assertThat(
            agent
                .postTyped("/oauth/register", "Application/JSON; charset=utf-8", GOOD)
                .statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "null", "http://127.0.0.1:1", "HOUSE.evil.example"})
  void aPageOfAForeignOriginRegistersNothing(String origin) throws Exception {
    HttpResponse<String> answer =
        agent.postTyped(
            "/oauth/register",
            "application/json",
            GOOD,
            "Origin",
            origin.replace("HOUSE", house.issuer.toString()));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(house.clients.count()).isZero();
  }

  // Clients that run in a browser register from their own origin.
  @Test
  void aPageOfAnAllowedOriginMayRegister() throws Exception {
    HttpResponse<String> answer =
        agent.postTyped(
            "/oauth/register", "application/json", GOOD, "Origin", House.ALLOWED_ORIGIN);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .contains(House.ALLOWED_ORIGIN);
    assertThat(answer.headers().firstValue("Vary")).contains("Origin");
  }

  @Test
  void aPageOfOurOwnOriginMayRegister() throws Exception {
    assertThat(
            agent
                .postTyped(
                    "/oauth/register", "application/json", GOOD, "Origin", house.issuer.toString())
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void aForeignOriginIsNotInvitedToAsk() throws Exception {
    assertThat(preflight("https://evil.example").headers().map())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(preflight(House.ALLOWED_ORIGIN).headers().firstValue("Access-Control-Allow-Origin"))
        .contains(House.ALLOWED_ORIGIN);
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return new Browser(house.issuer)
        .send(
            HttpRequest.newBuilder(URI.create(house.issuer + "/oauth/register"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }
}
