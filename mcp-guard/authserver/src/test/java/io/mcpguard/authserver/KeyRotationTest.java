package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.jose.VerifiedJwt;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key is known before it signs and for as long as what it signed (RFC 7517 §5, OIDC §10.1.1). */
class KeyRotationTest {
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
  void theKeySetMayBeKeptForLessThanANewKeyWaits() throws Exception {
    String control = keySet().headers().firstValue("Cache-Control").orElse("");

    assertThat(Duration.ofSeconds(Long.parseLong(control.replaceAll("\\D", ""))))
        .isPositive()
        .isLessThan(SigningKeys.AHEAD);
  }

  @Test
  void aNewKeyIsInTheKeySetWhileTheOldOneSigns() throws Exception {
    String before = house.tokens.activeKeyId();
    String fresh = house.tokens.rotate();

    assertThat(keySet().body()).contains(before, fresh);
    assertThat(signer(tokens().text("access_token"))).isEqualTo(before);
  }

  @Test
  void theNewKeySignsLaterAndWhatTheOldOneSignedGoesOnToHold() throws Exception {
    house.tokens.rotate();
    house.pass(SigningKeys.AHEAD.minusSeconds(1));
    Members old = tokens();
    house.pass(Duration.ofSeconds(1));
    Members fresh = Agent1.json(agent.token(agent.refresh(old.text("refresh_token"))));
    house.pass(Duration.ofMinutes(10).minusSeconds(2));

    assertThat(signer(fresh.text("access_token")))
        .isEqualTo(house.tokens.activeKeyId())
        .isNotEqualTo(signer(old.text("access_token")));
    assertThat(house.verify(old.text("access_token"), house.files()))
        .isInstanceOf(VerifiedJwt.class);
  }

  private Members tokens() throws Exception {
    String code = agent.code(new Browser(house.issuer));
    return Agent1.json(agent.token(agent.redemption(code)));
  }

  private HttpResponse<String> keySet() throws Exception {
    return agent.get("/.well-known/jwks.json");
  }

  private static String signer(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
