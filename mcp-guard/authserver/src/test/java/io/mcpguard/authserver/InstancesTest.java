package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.authserver.settings.Lifetimes;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code agents.NAME.max-instances}: every consent makes an instance, and only so many may live.
 */
class InstancesTest {
  private static final Duration UNTIL_THE_FIRST_TOKEN_ENDED =
      Lifetimes.USUAL.code().plus(Lifetimes.USUAL.access());

  private House house;
  private Agent1 agent;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    house = House.open();
    agent = new Agent1(house);
    browser = new Browser(house.issuer);
    browser.signIn(browser.open(agent.url(agent.request())));
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  @Test
  void theLastInstanceThatMayLiveIsGranted() throws Exception {
    consent(House.INSTANCES - 1);

    assertThat(consent().all()).containsKey("code");
  }

  @Test
  void oneMoreIsRefusedAndTheClientIsToldWhy() throws Exception {
    consent(House.INSTANCES);

    assertThat(consent().all())
        .containsEntry("error", "access_denied")
        .hasEntrySatisfying(
            "error_description", text -> assertThat(text).asString().contains("live instances"));
    assertThat(house.grants.all()).hasSize(House.INSTANCES);
  }

  @Test
  void aGrantThatWasEndedMakesRoom() throws Exception {
    consent(House.INSTANCES);
    house.grants.revoke(house.grants.all().getFirst().id());

    assertThat(consent().all()).containsKey("code");
  }

  @Test
  void aGrantThatCameToItsEndMakesRoom() throws Exception {
    consent(House.INSTANCES);
    house.pass(Duration.ofDays(31));
    browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(consent().all()).containsKey("code");
  }

  @Test
  void aGrantThatNobodyHoldsATokenOfMakesRoom() throws Exception {
    consent(House.INSTANCES);
    house.pass(UNTIL_THE_FIRST_TOKEN_ENDED);
    browser.signIn(browser.open(agent.url(agent.request())));

    assertThat(consent().all()).containsKey("code");
  }

  @Test
  void aGrantWhoseTokensCanBeRenewedTakesItsPlace() throws Exception {
    consent(House.INSTANCES - 1);
    agent.token(agent.redemption(consent().text("code")));
    house.pass(UNTIL_THE_FIRST_TOKEN_ENDED);
    browser.signIn(browser.open(agent.url(agent.request())));
    consent(House.INSTANCES - 1);

    assertThat(consent().all()).containsEntry("error", "access_denied");
  }

  private void consent(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      consent();
    }
  }

  private Members consent() throws Exception {
    HttpResponse<String> page = browser.open(agent.url(agent.request()));
    return Agent1.parameters(browser.allow(page, "files.read"));
  }
}
