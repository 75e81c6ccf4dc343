package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.JwtVerdict;
import io.mcpguard.jose.VerifiedJwt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attack row A2: a token for one server is shown at another (RFC 8707 §2, RFC 9068 §4). */
class A2TokenForAnotherServerTest {
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
  void aTokenForOneResourceIsWorthlessAtAnother() throws Exception {
    Members tokens =
        Agent1.json(agent.token(agent.redemption(agent.code(new Browser(house.issuer)))));
    String token = tokens.text("access_token");

    assertThat(house.verify(token, house.files())).isInstanceOf(VerifiedJwt.class);
    assertThat(house.verify(token, house.mail()))
        .isEqualTo(new JwtVerdict.Rejected(JwtVerdict.Reason.WRONG_AUDIENCE));
  }
}
