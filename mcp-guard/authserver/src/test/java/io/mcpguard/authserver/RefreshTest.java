package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refresh tokens: rotation and the detection of reuse (RFC 6749 §6, RFC 9700 §4.14.2). */
class RefreshTest {
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

  @Test
  void whoWasRemovedGetsNoMoreTokens() throws Exception {
    String first = first();
    house.users.remove("alice");

    assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void eachUseGivesAnotherToken() throws Exception {
    String first = first();
    Members next = refresh(first);

    assertThat(next.text("refresh_token")).isNotEqualTo(first);
    assertThat(house.verify(next.text("access_token"), house.files()))
        .isInstanceOf(io.mcpguard.jose.VerifiedJwt.class);
  }

  @Test
  void aTokenRepeatedAfter29SecondsGivesTheSameSuccessor() throws Exception {
    String first = first();
    String successor = refresh(first).text("refresh_token");
    house.pass(Duration.ofSeconds(29));

    assertThat(refresh(first).text("refresh_token")).isEqualTo(successor);
  }

  @Test
  void aTokenRepeatedAfter30SecondsEndsTheFamily() throws Exception {
    String first = first();
    String successor = refresh(first).text("refresh_token");
    house.pass(Duration.ofSeconds(30));

    assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
    assertThat(refresh(successor).text("error")).isEqualTo("invalid_grant");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void theLastButOneTokenEndsTheFamilyAtOnce() throws Exception {
    String first = first();
    refresh(refresh(first).text("refresh_token"));

    assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void twoRefreshesAtOnceGetTheSameSuccessor() throws Exception {
    String first = first();
    Callable<String> once = () -> refresh(first).text("refresh_token");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(once);
      var other = threads.submit(once);

      assertThat(one.get()).isEqualTo(other.get());
    }
  }

  @Test
  void aTokenNobodyIssuedIsRefusedAndEndsNothing() throws Exception {
    String first = first();
    // The last character of 256 bits stands for four of them, so that it is never this one.
    String forged = first.substring(0, first.length() - 1) + "B";

    assertThat(refresh(forged).text("error")).isEqualTo("invalid_grant");
    assertThat(house.grants.all()).hasSize(1);
  }

  // RFC 6749 §6: the token is bound to the client it was issued to.
  @Test
  void aTokenOfAnotherClientIsRefused() throws Exception {
    Map<String, String> form = agent.refresh(first());
    form.put("client_id", "web-1");
    form.put("client_secret", House.SECRET);

    assertThat(Agent1.json(agent.token(form)).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aRevokedGrantEndsRefreshing() throws Exception {
    String first = first();
    house.grants.revoke(house.grants.all().getFirst().id());

    assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void anAgentThatWasShutOffCannotRefresh() throws Exception {
    String first = first();
    house.agents.revoke("agent-1");

    assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void whatThePersonChoseAsTheEndIsTheEnd() throws Exception {
    String token = first(new Browser(house.issuer).choosing("1d"));
    house.pass(Duration.ofDays(1).minusSeconds(1));
    String later = refresh(token).text("refresh_token");
    house.pass(Duration.ofSeconds(1));

    assertThat(refresh(later).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void anAccessTokenNeverOutlivesItsGrant() throws Exception {
    String token = first();
    house.pass(Duration.ofDays(30).minusMinutes(1));

    assertThat(refresh(token).text("expires_in")).isEqualTo("60");
  }

  @Test
  void lessScopeMayBeAskedFor() throws Exception {
    Map<String, String> form = agent.refresh(first());
    form.put("scope", "files.read");

    assertThat(Agent1.json(agent.token(form)).text("scope")).isEqualTo("files.read");
  }

  // RFC 6749 §6: scope "MUST NOT include any scope not originally granted by the resource owner".
  @Test
  void moreScopeIsRefusedAndUsesNothingUp() throws Exception {
    String first = first();
    Map<String, String> form = agent.refresh(first);
    form.put("scope", "files.read mail.send");

    assertThat(Agent1.json(agent.token(form)).text("error")).isEqualTo("invalid_scope");
    assertThat(refresh(first).has("access_token")).isTrue();
  }

  @Test
  void anotherResourceIsRefused() throws Exception {
    Map<String, String> form = agent.refresh(first());
    form.put("resource", house.mail().toString());

    assertThat(Agent1.json(agent.token(form)).text("error")).isEqualTo("invalid_target");
  }

  private String first() throws Exception {
    return first(new Browser(house.issuer));
  }

  private String first(Browser browser) throws Exception {
    HttpResponse<String> tokens = agent.token(agent.redemption(agent.code(browser)));
    return Agent1.json(tokens).text("refresh_token");
  }

  private Members refresh(String token) throws Exception {
    return Agent1.json(agent.token(agent.refresh(token)));
  }
}
