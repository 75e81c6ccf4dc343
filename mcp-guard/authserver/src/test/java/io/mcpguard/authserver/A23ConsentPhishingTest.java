package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attack row A23: a person is led to consent to what they did not start, or to somebody else's
 * agent.
 */
class A23ConsentPhishingTest {
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
  void aKnownClientWithAnotherRedirectIsNeverAnswered() throws Exception {
    Map<String, String> request = agent.request();
    request.put("redirect_uri", "https://evil.example/callback");
    HttpResponse<String> page = browser.open(agent.url(request));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void whoConsentedBeforeIsAskedAgain() throws Exception {
    agent.code(browser);
    HttpResponse<String> page = browser.open(agent.url(agent.request()));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("action=\"/oauth/consent\"");
  }

  @Test
  void aRequestIsDecidedOnlyInTheBrowserThatBroughtIt() throws Exception {
    HttpResponse<String> attackers = browser.signIn(browser.open(agent.url(agent.request())));
    var victim = new Browser(house.issuer);
    HttpResponse<String> own = victim.signIn(victim.open(agent.url(agent.request())));
    String csrf = Browser.hidden(own).getFirst();
    String request = Browser.hidden(attackers).get(1);
    HttpResponse<String> answer =
        victim.post(
            "/oauth/consent", csrf + "&" + request + "&scope=files.read&end=1h&decision=allow");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void aFormWithoutTheSessionsTokenDecidesNothing() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    String request = Browser.hidden(consent).get(1);
    HttpResponse<String> answer =
        browser.post(
            "/oauth/consent", "csrf=forged&" + request + "&scope=files.read&end=1h&decision=allow");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void aFormFromAnotherOriginDecidesNothing() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    String form =
        String.join("&", Browser.hidden(consent)) + "&scope=files.read&end=1h&decision=allow";
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create(house.issuer + "/oauth/consent"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(form)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void aRequestIsDecidedOnce() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    browser.allow(consent, "files.read");
    HttpResponse<String> again = browser.allow(consent, "files.read");

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(house.grants.all()).hasSize(1);
  }

  @Test
  void aRequestOlderThanTenMinutesIsForgotten() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    house.pass(java.time.Duration.ofMinutes(10));

    assertThat(browser.allow(consent, "files.read").statusCode()).isEqualTo(400);
  }

  @Test
  void whoSaysNoSendsTheAgentAwayWithoutAGrant() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    HttpResponse<String> answer =
        browser.submit(
            consent, "/oauth/consent", List.of("scope=files.read", "end=1h", "decision=deny"));

    assertThat(Agent1.parameters(answer).text("error")).isEqualTo("access_denied");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void whoWasRemovedMeanwhileGrantsNothing() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    house.users.remove("alice");

    assertThat(Agent1.parameters(browser.allow(consent, "files.read")).text("error"))
        .isEqualTo("access_denied");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void whoTicksNothingGrantsNothing() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(Agent1.parameters(browser.allow(consent)).text("error")).isEqualTo("access_denied");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void noMoreCanBeTickedThanWasAsked() throws Exception {
    Map<String, String> request = agent.request();
    request.put("scope", "files.read");
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));
    browser.allow(consent, "files.read", "files.write");

    assertThat(house.grants.all().getFirst().scopes()).containsExactly("files.read");
  }

  @Test
  void nobodyCanGrantMoreThanTheyMay() throws Exception {
    house.entitlements.put("alice", Scopes.of("files.read"));
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    browser.allow(consent, "files.read", "files.write");

    assertThat(consent.body()).doesNotContain("Change files");
    assertThat(house.grants.all().getFirst().scopes()).containsExactly("files.read");
  }

  @Test
  void whoMayGrantNothingIsToldSo() throws Exception {
    house.entitlements.clear();
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(consent.body())
        .contains("You may not delegate anything")
        .doesNotContain("value=\"allow\"");
  }

  @Test
  void aNameFromRegistrationIsMarkedUnverifiedAndCannotCarryMarkup() throws Exception {
    Members registered =
        Agent1.json(
            agent.postJson(
                "/oauth/register",
                "{\"client_name\":\"<b>Bank\u202egnitset</b>\",\"redirect_uris\":[\"https://evil.example/cb\"]}"));
    Map<String, String> request = agent.request();
    request.put("client_id", registered.text("client_id"));
    request.put("redirect_uri", "https://evil.example/cb");
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));

    assertThat(consent.body())
        .contains(
            "&lt;b&gt;Bank\ufffdgnitset&lt;/b&gt;", "unverified", "<strong>evil.example</strong>")
        .doesNotContain("<b>Bank", "\u202e");
  }

  @Test
  void anAppThatGetsTheAnswerIsShownWithItsHost() throws Exception {
    Map<String, String> request = agent.request();
    request.put("redirect_uri", "cursor://anysphere.retrieval/cb");
    request.put(
        "client_id",
        Agent1.json(
                agent.postJson(
                    "/oauth/register", "{\"redirect_uris\":[\"cursor://anysphere.retrieval/cb\"]}"))
            .text("client_id"));
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(request)));

    assertThat(consent.body())
        .contains("<strong>cursor:</strong>", "<strong>anysphere.retrieval</strong>");
  }

  @Test
  void aPageRunsNoScriptAndCannotBeFramed() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(consent.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "script-src", "*");
    assertThat(consent.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(consent.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(consent.body()).doesNotContain("<script");
  }

  @Test
  void aVisitorIsSentToSignInBeforeTheConsentPage() throws Exception {
    HttpResponse<String> login = browser.open(agent.url(agent.request()));
    HttpResponse<String> page = browser.open("/oauth/consent?" + Browser.hidden(login).get(1));

    assertThat(page.body()).contains("action=\"/oauth/login\"");
  }
}
