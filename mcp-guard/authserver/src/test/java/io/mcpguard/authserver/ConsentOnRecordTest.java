package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.delegation.Grant;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the evidence hears, and what happens when it cannot be written. */
class ConsentOnRecordTest {
  private final List<AuthorizationEvents.LoginResult> logins = new CopyOnWriteArrayList<>();
  private volatile boolean writable = true;
  private House house;
  private Agent1 agent;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    house = House.tellingOf(new Heard());
    agent = new Agent1(house);
    browser = new Browser(house.issuer);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  private final class Heard implements AuthorizationEvents {
    @Override
    public void login(String user, LoginResult result, String source) {
      logins.add(result);
    }

    @Override
    public boolean granted(Grant grant) {
      return writable;
    }

    @Override
    public void revoked(String grantId, RevocationCause cause) {}

    @Override
    public void registered(String clientId, String source) {}
  }

  // RFC 6749 §4.1.2.1: temporarily_unavailable.
  @Test
  void aConsentThatCannotBeRecordedHasNoEffect() throws Exception {
    writable = false;

    assertThat(consent(page()).all())
        .containsEntry("error", "temporarily_unavailable")
        .doesNotContainKey("code");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void anAgentThatIsShutOffWhileThePersonIsAskedGetsNothing() throws Exception {
    agent.code(browser);
    HttpResponse<String> page = browser.open(agent.url(agent.request()));
    house.agents.revoke("agent-1");

    assertThat(consent(page).all())
        .containsEntry("error", "access_denied")
        .hasEntrySatisfying(
            "error_description", text -> assertThat(text).asString().contains("shut off"))
        .doesNotContainKey("code");
    assertThat(house.grants.all()).hasSize(1);
  }

  @Test
  void theTokenEndpointSaysWhomToAskForAnAgentThatWasShutOff() throws Exception {
    String code = agent.code(browser);
    house.agents.revoke("agent-1");
    HttpResponse<String> answer = agent.token(agent.redemption(code));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Agent1.json(answer).all())
        .containsEntry("error", "invalid_grant")
        .hasEntrySatisfying(
            "error_description", text -> assertThat(text).asString().contains("ask whoever"));
  }

  // Contracts §2: strangers can neither fill the disk nor stop the house.
  @Test
  void loginsThatAreRefusedUnlookedAtAreHeardOfOnce() throws Exception {
    for (int i = 0; i < 12; i++) {
      browser.submit(
          browser.open("/oauth/login"), "/oauth/login", List.of("username=bob", "password=wrong"));
    }

    assertThat(logins).filteredOn(AuthorizationEvents.LoginResult.THROTTLED::equals).hasSize(1);
    assertThat(logins).filteredOn(AuthorizationEvents.LoginResult.WRONG::equals).hasSize(5);
  }

  private HttpResponse<String> page() throws Exception {
    return browser.signIn(browser.open(agent.url(agent.request())));
  }

  private Members consent(HttpResponse<String> page) throws Exception {
    return Agent1.parameters(browser.allow(page, "files.read"));
  }
}
