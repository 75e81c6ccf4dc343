package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes: single use, one minute, for whom they were given (RFC 6749 §4.1.3, RFC 7636 §4.6). */
class CodeRedemptionTest {
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

  // RFC 6749 §4.1.2: "the authorization server MUST deny the request and SHOULD revoke ... all
  // tokens previously issued based on that authorization code."
  @Test
  void aCodeThatIsUsedTwiceRevokesWhatItGave() throws Exception {
    Map<String, String> form = agent.redemption(code());
    Members tokens = Agent1.json(agent.token(form));
    HttpResponse<String> again = agent.token(form);

    assertThat(Agent1.json(again).text("error")).isEqualTo("invalid_grant");
    assertThat(house.grants.all()).isEmpty();
    assertThat(Agent1.json(agent.token(agent.refresh(tokens.text("refresh_token")))).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(house.epoch.now()).isEqualTo(1);
  }

  @Test
  void aCodeIsGoodFor59Seconds() throws Exception {
    String code = code();
    house.pass(Duration.ofSeconds(59));

    assertThat(agent.token(agent.redemption(code)).statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeIsWorthlessAfter60Seconds() throws Exception {
    String code = code();
    house.pass(Duration.ofSeconds(60));

    assertThat(agent.token(agent.redemption(code)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj, invalid_grant",
    "code_verifier, short, invalid_grant",
    "code_verifier, '', invalid_request",
    "code, unknown, invalid_grant",
    "code, '', invalid_request",
    "redirect_uri, http://127.0.0.1:1/callback, invalid_grant",
    "client_id, stranger, invalid_client",
    "client_id, web-1, invalid_client",
    "grant_type, password, unsupported_grant_type",
    "grant_type, '', invalid_request",
    "resource, https://elsewhere.example/mcp, invalid_target"
  })
  void aSpoiledRedemptionGivesNothing(String parameter, String value, String error)
      throws Exception {
    Map<String, String> form = agent.redemption(code());
    form.put(parameter, value);
    HttpResponse<String> answer = agent.token(form);

    assertThat(answer.statusCode()).isIn(400, 401);
    assertThat(Agent1.json(answer).all())
        .containsEntry("error", error)
        .doesNotContainKey("access_token");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void aRepeatedParameterGivesNothing() throws Exception {
    String form = Agent1.encode(agent.redemption(code()));

    assertThat(agent.post("/oauth/token", form + "&code=x").statusCode()).isEqualTo(400);
  }

  @Test
  void aRevokedGrantGivesNoToken() throws Exception {
    String code = code();
    house.grants.revoke(house.grants.all().getFirst().id());

    assertThat(Agent1.json(agent.token(agent.redemption(code))).text("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void anAgentThatWasShutOffGetsNoToken() throws Exception {
    String code = code();
    house.agents.revoke("agent-1");

    assertThat(Agent1.json(agent.token(agent.redemption(code))).text("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void theRootPathServesOldClients() throws Exception {
    assertThat(agent.post("/token", Agent1.encode(agent.redemption(code()))).statusCode())
        .isEqualTo(200);
  }

  // RFC 6749 §2.3.1: secrets MUST NOT be in the URI.
  @Test
  void tokensAreGivenByPostOnly() throws Exception {
    assertThat(agent.get("/oauth/token?" + Agent1.encode(agent.redemption(code()))).statusCode())
        .isEqualTo(405);
  }

  private String code() throws Exception {
    return agent.code(new Browser(house.issuer));
  }
}
