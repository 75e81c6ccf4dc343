package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.VerifiedJwt;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorization code flow from the first redirect to the token (OAuth 2.1 §4.1, RFC 9068). */
class CodeFlowTest {
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
  void anAgentGetsATokenForWhatThePersonTicked() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    Members answer = Agent1.parameters(browser.allow(consent, "files.read"));
    Members tokens = Agent1.json(agent.token(agent.redemption(answer.text("code"))));

    assertThat(house.verify(tokens.text("access_token"), house.files()))
        .isInstanceOfSatisfying(
            VerifiedJwt.class,
            jwt -> {
              assertThat(jwt.subject()).isEqualTo("alice");
              assertThat(jwt.string("client_id")).contains("agent-1");
              assertThat(jwt.scopes()).containsExactly("files.read");
              assertThat(jwt.audience()).containsExactly(house.files().toString());
              assertThat(jwt.string("grant_id")).contains(house.grants.all().getFirst().id());
              assertThat(jwt.expiresAt()).isEqualTo(house.now.get().plus(Duration.ofMinutes(10)));
              assertThat(jwt.strings("amr")).containsExactly("pwd");
            });
    assertThat(tokens.all())
        .containsEntry("scope", "files.read")
        .containsEntry("token_type", "Bearer");
  }

  // RFC 9207 §2: "an authorization server MUST include iss"; RFC 6749 §4.1.2: state is given back.
  @Test
  void theAnswerNamesIssuerAndState() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));
    HttpResponse<String> answer = browser.allow(consent, "files.read");

    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .startsWith("http://127.0.0.1:49152/callback?");
    assertThat(Agent1.parameters(answer).all())
        .containsEntry("iss", house.issuer.toString())
        .containsEntry("state", "s-1");
  }

  // RFC 6749 §5.1: Cache-Control no-store on anything that holds tokens.
  @Test
  void tokensAreNotToBeStored() throws Exception {
    HttpResponse<String> answer = agent.token(agent.redemption(agent.code(browser)));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "1h, 2026-11-01T13:00:00Z",
    "1d, 2026-11-02T12:00:00Z",
    "30d, 2026-12-01T12:00:00Z",
    "revoked, 9999-12-31T23:59:59Z",
  })
  void aConsentMakesAGrantWithTheEndThatWasChosen(String end, Instant endsAt) throws Exception {
    agent.code(browser.choosing(end));

    assertThat(house.grants.all())
        .singleElement()
        .satisfies(grant -> {
          assertThat(grant.user()).isEqualTo("alice");
          assertThat(grant.clientId()).isEqualTo("agent-1");
          assertThat(grant.scopes()).containsExactlyInAnyOrder("files.read", "files.write");
          assertThat(grant.endsAt()).isEqualTo(endsAt);
        });
    assertThat(house.agents.find("agent-1")).isPresent();
  }

  @Test
  void thePersonChoosesAmongTheseEnds() throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(consent.body())
        .contains(
            "<select name=\"end\">"
                + "<option value=\"1h\">1 hour</option>"
                + "<option value=\"1d\">1 day</option>"
                + "<option value=\"30d\" selected>30 days</option>"
                + "<option value=\"revoked\">Until I revoke it</option>"
                + "</select>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2h", "365d", "HOUR"})
  void anEndThatIsNotOfferedGrantsNothing(String end) throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(agent.url(agent.request())));

    Members answer = Agent1.parameters(browser.choosing(end).allow(consent, "files.read"));

    assertThat(answer.text("error")).isEqualTo("access_denied");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void theNextConsentMakesAnotherInstance() throws Exception {
    agent.code(browser);
    HttpResponse<String> consent = browser.open(agent.url(agent.request()));
    browser.allow(consent, "files.read");

    assertThat(house.grants.all()).extracting("instance").doesNotHaveDuplicates().hasSize(2);
  }
}
