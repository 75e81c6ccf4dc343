package io.mcpguard.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.testkit.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The clock of another server may be half a minute ahead or behind ("Implementers MAY provide for
 * some small leeway", RFC 7519 §4.1.4), for a token that was seen before as for a new one.
 */
class ExternalTokenTest {
  private static final String ISSUER = "https://issuer.example";
  private static final String FILES = "https://guard.example/mcp/files";

  private final MovableClock clock = MovableClock.at("2026-11-01T12:00:00Z");
  private final Providers providers = Providers.ofJdk(new SecureRandom());
  private final SigningKeys keys = SigningKeys.inMemory(Duration.ofMinutes(15), clock, providers);
  private final AccessTokens tokens =
      new AccessTokens(
          new JwtVerifier(JwtRules.externalAccessToken(ISSUER), keys, providers, clock),
          GrantSource.TOKEN,
          new Epoch(),
          clock);
  private final String token = signed();

  @Test
  void aNewOneIsTakenForHalfAMinuteAfterItsEndAndGoodAsLong() {
    clock.move(Duration.ofSeconds(60 + 29));

    AccessToken taken = ((Proceed<AccessToken>) tokens.verify(token, FILES)).value();

    assertThat(taken.expiresAt()).isAfter(clock.instant());
  }

  @Test
  void oneThatWasSeenBeforeIsTakenAsLong() {
    tokens.verify(token, FILES);
    clock.move(Duration.ofSeconds(60 + 29));

    assertThat(tokens.verify(token, FILES)).isInstanceOf(Proceed.class);
  }

  @Test
  void oneThatWasSeenBeforeIsNotTakenLonger() {
    tokens.verify(token, FILES);
    clock.move(Duration.ofSeconds(60 + 30));

    assertThat(tokens.verify(token, FILES))
        .isEqualTo(Outcome.refuse(Reason.EXPIRED_TOKEN, "the access token has expired"));
  }

  private String signed() {
    return new JwtSigner(keys, "at+jwt")
        .sign(
            Map.of(
                "iss",
                ISSUER,
                "sub",
                "alice",
                "aud",
                List.of(FILES),
                "client_id",
                "agent-1",
                "iat",
                Date.from(clock.instant()),
                "exp",
                Date.from(clock.instant().plusSeconds(60)),
                "jti",
                "t-1"));
  }
}
