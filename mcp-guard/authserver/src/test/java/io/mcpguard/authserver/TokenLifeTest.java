package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Revocation (RFC 7009), introspection (RFC 7662) and how clients prove themselves (RFC 6749 §2.3).
 */
class TokenLifeTest {
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

  // RFC 7009 §2.1: revoking either token ends the grant.
  @Test
  void revokingARefreshTokenEndsTheGrant() throws Exception {
    Members tokens = agentsTokens();
    HttpResponse<String> answer =
        agent.post("/oauth/revoke", "client_id=agent-1&token=" + tokens.text("refresh_token"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(house.grants.all()).isEmpty();
    assertThat(house.epoch.now()).isEqualTo(1);
  }

  @Test
  void revokingAnAccessTokenEndsTheGrant() throws Exception {
    agent.post("/oauth/revoke", "client_id=agent-1&token=" + agentsTokens().text("access_token"));

    assertThat(house.grants.all()).isEmpty();
  }

  // RFC 7009 §2.2: "invalid tokens do not cause an error response".
  @Test
  void revokingWhatIsNoTokenIsAnsweredAlike() throws Exception {
    assertThat(agent.post("/oauth/revoke", "client_id=agent-1&token=x").statusCode())
        .isEqualTo(200);
  }

  @Test
  void nobodyRevokesAnotherClientsToken() throws Exception {
    Members tokens = agentsTokens();
    agent.post(
        "/oauth/revoke",
        "client_id=web-1&client_secret=" + House.SECRET + "&token=" + tokens.text("refresh_token"));

    assertThat(house.grants.all()).hasSize(1);
  }

  @Test
  void aConfidentialClientProvesItselfByHeader() throws Exception {
    assertThat(webTokens("Authorization", basic("web-1", House.SECRET)).has("access_token"))
        .isTrue();
  }

  @Test
  void aConfidentialClientProvesItselfInTheForm() throws Exception {
    Map<String, String> form = webRedemption();
    form.put("client_secret", House.SECRET);

    assertThat(Agent1.json(agent.token(form)).has("access_token")).isTrue();
  }

  // RFC 6749 §5.2: 401 with WWW-Authenticate where the client tried by header.
  @Test
  void aWrongSecretIsAnInvalidClient() throws Exception {
    HttpResponse<String> answer =
        agent.post(
            "/oauth/token",
            Agent1.encode(webRedemption()),
            "Authorization",
            basic("web-1", "wrong"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic");
    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_client");
  }

  // RFC 6749 §2.3.1: the server "MUST protect any endpoint utilizing it against brute force
  // attacks".
  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/oauth/revoke", "/oauth/introspect"})
  void aSecretIsGuessedTenTimesAtMost(String path) throws Exception {
    for (int i = 0; i < 10; i++) {
      agent.post(path, "token=x", "Authorization", basic("web-1", "a guess"));
    }
    HttpResponse<String> answer =
        agent.post(path, "token=x", "Authorization", basic("web-1", House.SECRET));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("900");
    assertThat(Agent1.json(answer).text("error")).isEqualTo("temporarily_unavailable");
  }

  @Test
  void afterAQuarterOfAnHourASecretIsLookedAtAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      agent.post("/oauth/revoke", "token=x", "Authorization", basic("web-1", "a guess"));
    }
    house.pass(Duration.ofMinutes(15));

    assertThat(introspect("x").all()).isEqualTo(Map.of("active", false));
  }

  @Test
  void nineWrongSecretsKeepNobodyOut() throws Exception {
    Map<String, String> form = webRedemption();
    form.put("client_secret", "a guess");
    for (int i = 0; i < 9; i++) {
      agent.token(form);
    }
    form.put("client_secret", House.SECRET);

    assertThat(agent.token(form).statusCode()).isEqualTo(200);
  }

  // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request."
  @Test
  void twoProofsAtOnceAreRefused() throws Exception {
    Map<String, String> form = webRedemption();
    form.put("client_secret", House.SECRET);
    HttpResponse<String> answer =
        agent.post(
            "/oauth/token", Agent1.encode(form), "Authorization", basic("web-1", House.SECRET));

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void aPublicClientHasNoSecretToShow() throws Exception {
    Map<String, String> form = agent.redemption("x");
    form.put("client_secret", "anything");

    assertThat(Agent1.json(agent.token(form)).text("error")).isEqualTo("invalid_client");
  }

  @Test
  void aConfidentialClientLearnsAboutItsOwnToken() throws Exception {
    String token = webTokens("Authorization", basic("web-1", House.SECRET)).text("access_token");
    Members answer = introspect(token);

    assertThat(answer.text("active")).isEqualTo("true");
    assertThat(answer.text("sub")).isEqualTo("alice");
    assertThat(answer.text("aud")).isEqualTo(house.files().toString());
  }

  // RFC 7662 §2.2: of a token that it may not see, a client learns "active": false and no more.
  @Test
  void aConfidentialClientLearnsNothingAboutAnothersToken() throws Exception {
    assertThat(introspect(agentsTokens().text("access_token")).all())
        .isEqualTo(Map.of("active", false));
  }

  @Test
  void aRevokedTokenIsInactive() throws Exception {
    String token = webTokens("Authorization", basic("web-1", House.SECRET)).text("access_token");
    house.grants.revoke(house.grants.all().getFirst().id());

    assertThat(introspect(token).all()).isEqualTo(Map.of("active", false));
  }

  // RFC 7662 §2.1: the endpoint MUST require authorization.
  @Test
  void aPublicClientMayNotAsk() throws Exception {
    assertThat(agent.post("/oauth/introspect", "client_id=agent-1&token=x").statusCode())
        .isEqualTo(401);
  }

  private Members introspect(String token) throws Exception {
    return Agent1.json(
        agent.post(
            "/oauth/introspect", "token=" + token, "Authorization", basic("web-1", House.SECRET)));
  }

  private Members agentsTokens() throws Exception {
    return Agent1.json(agent.token(agent.redemption(agent.code(new Browser(house.issuer)))));
  }

  private Members webTokens(String header, String value) throws Exception {
    return Agent1.json(agent.post("/oauth/token", Agent1.encode(webRedemption()), header, value));
  }

  private Map<String, String> webRedemption() throws Exception {
    Map<String, String> request = agent.request();
    request.put("client_id", "web-1");
    request.put("redirect_uri", "https://web.example/cb");
    var browser = new Browser(house.issuer);
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));
    String code = Agent1.parameters(browser.allow(consent, "files.read")).text("code");
    Map<String, String> form = new LinkedHashMap<>(agent.redemption(code));
    form.put("client_id", "web-1");
    form.put("redirect_uri", "https://web.example/cb");
    return form;
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
