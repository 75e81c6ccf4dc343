package io.mcpguard.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.KeySource;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.testkit.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * "An access token's signature is verified once and remembered until it expires, keyed by the
 * token's hash together with the revocation epoch" (architecture, threads, memory, speed). The key
 * is looked up once for each verification.
 */
class RememberedTokenTest {
  private static final String ISSUER = "https://guard.example";
  private static final String FILES = ISSUER + "/mcp/files";
  private static final String MAIL = ISSUER + "/mcp/mail";

  private final MovableClock clock = MovableClock.at("2026-11-01T12:00:00Z");
  private final Providers providers = Providers.ofJdk(new SecureRandom());
  private final SigningKeys keys = SigningKeys.inMemory(Duration.ofMinutes(15), clock, providers);
  private final AtomicInteger verifications = new AtomicInteger();
  private final KeySource counted =
      id -> {
        verifications.incrementAndGet();
        return keys.find(id);
      };
  private final Epoch epoch = new Epoch();
  private final AccessTokens tokens =
      new AccessTokens(
          new JwtVerifier(JwtRules.accessToken(ISSUER), counted, providers, clock),
          GrantSource.RECORDED,
          epoch,
          clock);
  private final String token = signed("t-1");

  @Test
  void aTokenIsVerifiedOnce() {
    Outcome<AccessToken> first = tokens.verify(token, FILES);

    assertThat(tokens.verify(token, FILES)).isEqualTo(first).isInstanceOf(Proceed.class);
    assertThat(verifications).hasValue(1);
  }

  @Test
  void anotherTokenIsVerifiedForItself() {
    tokens.verify(token, FILES);
    tokens.verify(signed("t-2"), FILES);

    assertThat(verifications).hasValue(2);
  }

  @Test
  void theEndOfTheEpochEndsWhatWasRemembered() {
    tokens.verify(token, FILES);
    epoch.end();

    assertThat(tokens.verify(token, FILES)).isInstanceOf(Proceed.class);
    assertThat(verifications).hasValue(2);
  }

  @Test
  void aTokenIsRememberedForItsResourceAlone() {
    tokens.verify(token, FILES);

    assertThat(tokens.verify(token, MAIL))
        .isEqualTo(
            Outcome.refuse(Reason.WRONG_AUDIENCE, "the access token's aud is another resource"));
  }

  @Test
  void aTokenWithAnotherSignatureIsAnotherToken() {
    tokens.verify(token, FILES);
    String signature = token.substring(token.lastIndexOf('.') + 1);
    String forged = token.replace(signature, new StringBuilder(signature).reverse());

    assertThat(tokens.verify(forged, FILES)).isNotInstanceOf(Proceed.class);
  }

  /** "on or after" (RFC 7519 §4.1.4). */
  @Test
  void aRememberedTokenEndsAtItsEnd() {
    tokens.verify(token, FILES);
    clock.move(Duration.ofSeconds(60));

    assertThat(tokens.verify(token, FILES))
        .isEqualTo(Outcome.refuse(Reason.EXPIRED_TOKEN, "the access token has expired"));
  }

  @Test
  void whatWasRefusedIsNotRemembered() {
    tokens.verify(token, MAIL);

    assertThat(tokens.verify(token, FILES)).isInstanceOf(Proceed.class);
  }

  private String signed(String id) {
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
                "grant_id",
                "grant-1",
                "scope",
                "files.read",
                "iat",
                Date.from(clock.instant()),
                "exp",
                Date.from(clock.instant().plusSeconds(60)),
                "jti",
                id));
  }
}
