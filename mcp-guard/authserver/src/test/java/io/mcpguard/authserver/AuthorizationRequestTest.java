package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the authorization endpoint takes, and how it says no (RFC 6749 §4.1.1, §4.1.2.1). */
class AuthorizationRequestTest {
  private House house;
  private Agent1 agent;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    house = House.open();
    agent = new Agent1(house);
    browser = new Browser(house.issuer);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  @Test
  void aGoodRequestLeadsToTheLoginPage() throws Exception {
    HttpResponse<String> page = browser.open(agent.url(agent.request()));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("action=\"/oauth/login\"");
  }

  // RFC 6749 §4.1.2.1: for an unknown client or redirect URI the server "MUST NOT automatically
  // redirect the user-agent to the invalid redirection URI".
  @Test
  void anUnknownClientIsNeverRedirected() throws Exception {
    assertPage(with("client_id", "stranger"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/callback",
        "http://127.0.0.1:49152/callback/",
        "http://127.0.0.1:49152/callback?x=1",
        "http://127.0.0.1:49152/Callback",
        "http://localhost:49152/callback",
        "http://[::1]:49152/callback",
        "https://127.0.0.1:49152/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1:49152/callback#x",
        "javascript:alert(1)"
      })
  void aForeignRedirectUriIsNeverRedirectedTo(String uri) throws Exception {
    assertPage(with("redirect_uri", uri));
  }

  // RFC 8252 §7.3: the server "MUST allow any port to be specified at the time of the request".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535/callback"
      })
  void aLoopbackRedirectMayHaveAnyPort(String uri) throws Exception {
    HttpResponse<String> page = browser.open(agent.url(with("redirect_uri", uri)));

    assertThat(page.body()).contains("action=\"/oauth/login\"");
  }

  @Test
  void theOnlyRedirectUriMayBeLeftOut() throws Exception {
    Map<String, String> request = agent.request();
    request.remove("redirect_uri");

    assertThat(browser.open(agent.url(request)).body()).contains("action=\"/oauth/login\"");
  }

  @Test
  void aRepeatedClientIdIsNeverRedirected() throws Exception {
    HttpResponse<String> page =
        browser.open(URI.create(agent.url(agent.request()) + "&client_id=agent-1"));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.headers().firstValue("Location")).isEmpty();
  }

  // RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once."
  @Test
  void aRepeatedParameterIsAnInvalidRequest() throws Exception {
    HttpResponse<String> answer =
        browser.open(URI.create(agent.url(agent.request()) + "&code_challenge=x"));

    assertThat(Agent1.parameters(answer).text("error")).isEqualTo("invalid_request");
  }

  // RFC 7636 §4.4.1; OAuth 2.1 §4.1.1: PKCE required, S256 only.
  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_mode, fragment, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge, '', invalid_request",
    "resource, https://elsewhere.example/mcp, invalid_target",
    "scope, nothing.known, invalid_scope",
    "scope, mail.send, invalid_scope",
    "request, e30.e30., request_not_supported"
  })
  void aFaultIsToldToTheClientByRedirect(String parameter, String value, String error)
      throws Exception {
    HttpResponse<String> answer = browser.open(agent.url(with(parameter, value)));

    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .startsWith("http://127.0.0.1:49152/callback?");
    assertThat(Agent1.parameters(answer).all())
        .containsEntry("error", error)
        .containsEntry("state", "s-1")
        .doesNotContainKey("code");
  }

  // RFC 9700 §4.11.2: the server "MUST take precautions to prevent" redirects to attackers, who can
  // register a client of their own.
  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example/phish", "evil://evil.example/phish"})
  void aFaultOfAClientNobodyVouchesForRedirectsNobody(String uri) throws Exception {
    HttpResponse<String> page = browser.open(agent.url(faultyFrom(uri)));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.headers().firstValue("Location")).isEmpty();
    assertThat(page.body())
        .contains("<strong>evil.example</strong>")
        .contains("href=\"" + uri + "?")
        .contains("error=unsupported_response_type");
  }

  @Test
  void aFaultOfARegisteredClientOnThisMachineIsToldByRedirect() throws Exception {
    HttpResponse<String> answer = browser.open(agent.url(faultyFrom("http://127.0.0.1/callback")));

    assertThat(Agent1.parameters(answer).text("error")).isEqualTo("unsupported_response_type");
  }

  private Map<String, String> faultyFrom(String redirectUri) throws Exception {
    HttpResponse<String> registered =
        agent.postJson("/oauth/register", "{\"redirect_uris\":[\"" + redirectUri + "\"]}");
    Map<String, String> request = with("client_id", Agent1.json(registered).text("client_id"));
    request.put("redirect_uri", redirectUri);
    request.put("response_type", "token");
    return request;
  }

  // RFC 9207 §2: iss "in all authorization responses, including error responses".
  @Test
  void anErrorNamesTheIssuerToo() throws Exception {
    HttpResponse<String> answer = browser.open(agent.url(with("response_type", "token")));

    assertThat(Agent1.parameters(answer).all()).containsEntry("iss", house.issuer.toString());
  }

  @Test
  void withoutPkceThereIsNoCode() throws Exception {
    Map<String, String> request = agent.request();
    request.remove("code_challenge");
    request.remove("code_challenge_method");

    assertThat(Agent1.parameters(browser.open(agent.url(request))).text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void aMissingMethodMeansPlainWhichIsRefused() throws Exception {
    Map<String, String> request = agent.request();
    request.remove("code_challenge_method");

    assertThat(Agent1.parameters(browser.open(agent.url(request))).text("error"))
        .isEqualTo("invalid_request");
  }

  // RFC 8707 §2: two resources would make a token that is good at both.
  @Test
  void twoResourcesAreAnInvalidTarget() throws Exception {
    HttpResponse<String> answer =
        browser.open(URI.create(agent.url(agent.request()) + "&resource=" + house.mail()));

    assertThat(Agent1.parameters(answer).text("error")).isEqualTo("invalid_target");
  }

  @Test
  void aMissingResourceIsTheDefaultOne() throws Exception {
    Map<String, String> request = agent.request();
    request.remove("resource");

    assertThat(browser.open(agent.url(request)).body()).contains("action=\"/oauth/login\"");
  }

  @Test
  void anotherSpellingOfTheResourceIsTheSameResource() throws Exception {
    assertThat(browser.open(agent.url(with("resource", house.files() + "/"))).body())
        .contains("action=\"/oauth/login\"");
  }

  @Test
  void whoAsksForNothingIsAskedForTheDefaultScope() throws Exception {
    Map<String, String> request = agent.request();
    request.remove("scope");
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));

    assertThat(consent.body()).contains("Read files").doesNotContain("Change files");
  }

  @Test
  void whereTheDefaultScopeMeansNothingTheResourcesOwnScopesAreAskedFor() throws Exception {
    house.entitlements.put("alice", Scopes.of("files.read", "mail.send"));
    Map<String, String> request = with("resource", house.mail().toString());
    request.remove("scope");
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));

    assertThat(consent.body()).contains("Send mail").doesNotContain("Read files");
  }

  @Test
  void scopesNobodyKnowsAreLeftOut() throws Exception {
    HttpResponse<String> consent =
        browser.signIn(browser.open(agent.url(with("scope", "offline_access files.read"))));

    assertThat(consent.body()).contains("Read files").doesNotContain("offline_access");
  }

  @Test
  void anAgentThatWasShutOffGetsNoPageToConsentOn() throws Exception {
    agent.code(browser);
    house.agents.revoke("agent-1");
    HttpResponse<String> page = browser.open(agent.url(agent.request()));

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("Ask whoever runs this server");
  }

  @Test
  void onePlaceCannotAskWithoutEnd() throws Exception {
    for (int i = 0; i < 300; i++) {
      agent.get("/oauth/authorize");
    }

    assertThat(browser.open(agent.url(agent.request())).statusCode()).isEqualTo(429);
  }

  @Test
  void aNinthRequestOfOneBrowserPushesOutItsFirst() throws Exception {
    HttpResponse<String> first = browser.open(agent.url(agent.request()));
    var other = new Browser(house.issuer);
    HttpResponse<String> others = other.open(agent.url(agent.request()));
    for (int i = 0; i < 8; i++) {
      browser.open(agent.url(agent.request()));
    }

    assertThat(browser.signIn(first).statusCode()).isEqualTo(400);
    assertThat(other.signIn(others).body()).contains("action=\"/oauth/consent\"");
  }

  @Test
  void theRootPathServesOldClients() throws Exception {
    HttpResponse<String> page = browser.open("/authorize?" + Agent1.encode(agent.request()));

    assertThat(page.body()).contains("action=\"/oauth/login\"");
  }

  private Map<String, String> with(String parameter, String value) throws Exception {
    Map<String, String> request = agent.request();
    request.put(parameter, value);
    return request;
  }

  private void assertPage(Map<String, String> request) throws Exception {
    HttpResponse<String> page = browser.open(agent.url(request));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.headers().firstValue("Location")).isEmpty();
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
  }
}
