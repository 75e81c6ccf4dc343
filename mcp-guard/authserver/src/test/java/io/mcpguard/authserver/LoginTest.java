package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in: guessing, fixation, forms from elsewhere. */
class LoginTest {
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
  void anUnknownNameIsAnsweredLikeAWrongPassword() throws Exception {
    HttpResponse<String> wrong = attempt("alice", "not the password of alice");
    HttpResponse<String> unknown = attempt("mallory", "not the password of alice");

    assertThat(unknown.statusCode()).isEqualTo(wrong.statusCode()).isEqualTo(403);
    assertThat(visible(unknown)).isEqualTo(visible(wrong));
  }

  @Test
  void whatWasTypedIsNotShown() throws Exception {
    assertThat(attempt("<i>mallory</i>", "hunter2hunter2").body())
        .doesNotContain("mallory", "hunter2");
  }

  @Test
  void theFifthAttemptIsLookedAtAndTheSixthIsNot() throws Exception {
    for (int i = 0; i < 4; i++) {
      attempt("bob", "wrong");
    }

    assertThat(attempt("bob", "wrong").statusCode()).isEqualTo(403);
    assertThat(attempt("bob", "wrong").statusCode()).isEqualTo(429);
  }

  @Test
  void whoSignsInRightIsNeverThrottled() throws Exception {
    for (int i = 0; i < 6; i++) {
      browser.signIn(browser.open("/oauth/login"));
    }

    assertThat(browser.open("/oauth/account").body()).contains("You are signed in");
  }

  @Test
  void afterAQuarterOfAnHourOneMayTryAgain() throws Exception {
    for (int i = 0; i < 6; i++) {
      attempt("bob", "wrong");
    }
    house.pass(Duration.ofMinutes(15));

    assertThat(attempt("bob", "wrong").statusCode()).isEqualTo(403);
  }

  @Test
  void aFormWithoutTheSessionsTokenSignsNobodyIn() throws Exception {
    browser.open("/oauth/login");
    HttpResponse<String> answer =
        browser.post(
            "/oauth/login", "csrf=x&username=alice&password=" + House.PASSWORD.replace(' ', '+'));

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void signingInMakesANewCookie() throws Exception {
    HttpResponse<String> page = browser.open("/oauth/login");
    Object before = browser.cookies().get("mcpguard-" + house.issuer.getPort());
    browser.signIn(page);

    assertThat(browser.cookies().get("mcpguard-" + house.issuer.getPort())).isNotEqualTo(before);
  }

  @Test
  void theCookieIsForNobodyButUs() throws Exception {
    HttpResponse<String> page = browser.open("/oauth/login");

    assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain", "Secure");
  }

  @Test
  void onePlaceCannotBringVisitorsWithoutEnd() throws Exception {
    browser.open("/oauth/login");
    for (int i = 1; i < 300; i++) {
      agent.get("/oauth/login");
    }
    HttpResponse<String> oneMore = agent.get("/oauth/login");

    assertThat(oneMore.statusCode()).isEqualTo(429);
    assertThat(oneMore.headers().map()).containsKey("Retry-After").doesNotContainKey("Set-Cookie");
    assertThat(browser.open("/oauth/login").statusCode()).isEqualTo(200);
  }

  @Test
  void aLoginMayBeginLateInAVisitAndTakeItsTenMinutes() throws Exception {
    browser.open("/oauth/login");
    house.pass(Duration.ofMinutes(14));
    HttpResponse<String> page = browser.open(agent.url(agent.request()));
    house.pass(Duration.ofMinutes(9));

    assertThat(browser.signIn(page).body()).contains("action=\"/oauth/consent\"");
  }

  @Test
  void aVisitEndsAfterAQuarterOfAnHour() throws Exception {
    HttpResponse<String> page = browser.open("/oauth/login");
    house.pass(Duration.ofMinutes(15));

    assertThat(browser.signIn(page).statusCode()).isEqualTo(400);
  }

  @Test
  void aSignedInSessionEndsAfterEightHours() throws Exception {
    browser.signIn(browser.open("/oauth/login"));
    house.pass(Duration.ofHours(8));

    assertThat(browser.open("/oauth/account").body()).contains("action=\"/oauth/login\"");
  }

  @Test
  void aOneTimeLinkSetsAPasswordAndSignsIn() throws Exception {
    HttpResponse<String> welcome = browser.open(java.net.URI.create(link()));
    HttpResponse<String> account = welcome(welcome, "a new and longer password");

    assertThat(account.body()).contains("You are signed in");
    assertThat(house.server.passwords().verify("alice", "a new and longer password")).isPresent();
  }

  @Test
  void aOneTimeLinkWorksOnce() throws Exception {
    HttpResponse<String> welcome = browser.open(java.net.URI.create(link()));
    welcome(welcome, "a new and longer password");

    assertThat(welcome(welcome, "another long password").statusCode()).isEqualTo(400);
  }

  @Test
  void openingAOneTimeLinkDoesNotUseItUp() throws Exception {
    String link = link();
    new Browser(house.issuer).open(java.net.URI.create(link));

    assertThat(browser.open(java.net.URI.create(link)).statusCode()).isEqualTo(200);
  }

  @Test
  void aOneTimeLinkEnds() throws Exception {
    String link = link();
    house.pass(Duration.ofHours(1));

    assertThat(browser.open(java.net.URI.create(link)).statusCode()).isEqualTo(400);
  }

  @Test
  void aShortPasswordIsNotSet() throws Exception {
    HttpResponse<String> welcome = browser.open(java.net.URI.create(link()));

    assertThat(welcome(welcome, "14 characters.").statusCode()).isEqualTo(400);
  }

  private String link() {
    return house.server.oneTimeLink("alice", Duration.ofHours(1));
  }

  private HttpResponse<String> welcome(HttpResponse<String> page, String password)
      throws Exception {
    return browser.submit(page, "/oauth/welcome", List.of(Browser.field("password", password)));
  }

  private HttpResponse<String> attempt(String name, String password) throws Exception {
    return browser.submit(
        browser.open("/oauth/login"),
        "/oauth/login",
        List.of(Browser.field("username", name), Browser.field("password", password)));
  }

  private static String visible(HttpResponse<String> page) {
    return page.body().replaceAll("name=\"csrf\" value=\"[^\"]*\"", "");
  }
}
