package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpguard.jose.JwtVerdict.Reason;
import io.mcpguard.jose.JwtVerdict.Rejected;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which key verifies a token without {@code kid}, which is optional (RFC 7515 §4.1.4). */
class VerificationKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final String AUDIENCE = "https://guard.example";

  private final ECKey signing = new ECKeyGenerator(Curve.P_256).generate();

  VerificationKeysTest() throws JOSEException {}

  @Test
  void theLoneKeyOfAClientNeedsNoId() throws Exception {
    assertThat(verify(VerificationKeys.parseAllowingMissingId(set(signing))))
        .isInstanceOf(VerifiedJwt.class);
  }

  @Test
  void ofSeveralKeysOfAClientTheOneThatFitsIsTaken() throws Exception {
    JWK rsa = new RSAKeyGenerator(2048).keyID("b").generate();
    JWK longer = new ECKeyGenerator(Curve.P_384).keyID("c").generate();

    assertThat(verify(VerificationKeys.parseAllowingMissingId(set(named("a"), rsa, longer))))
        .isInstanceOf(VerifiedJwt.class);
  }

  @Test
  void ofTwoThatFitNoneIsTaken() throws Exception {
    JWK other = new ECKeyGenerator(Curve.P_256).keyID("b").generate();

    assertThat(verify(VerificationKeys.parseAllowingMissingId(set(named("a"), other))))
        .isEqualTo(new Rejected(Reason.UNKNOWN_KEY));
  }

  @Test
  void ofSeveralKeysOfAClientEachNeedsAnId() throws Exception {
    String jwks = set(signing, new ECKeyGenerator(Curve.P_256).keyID("b").generate());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VerificationKeys.parseAllowingMissingId(jwks));
  }

  @Test
  void withoutTheRelaxationATokenNeedsAnId() throws Exception {
    assertThat(verify(VerificationKeys.parse(set(named("a")))))
        .isEqualTo(new Rejected(Reason.UNKNOWN_KEY));
  }

  @Test
  void withoutTheRelaxationALoneKeyNeedsAnId() {
    assertThatIllegalArgumentException().isThrownBy(() -> VerificationKeys.parse(set(signing)));
  }

  private JWK named(String id) {
    return new ECKey.Builder(signing).keyID(id).build();
  }

  private static String set(JWK... keys) {
    return new JWKSet(List.of(keys)).toString();
  }

  /** Verifies an assertion that names no key. */
  private JwtVerdict verify(VerificationKeys keys) throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("client")
            .subject("client")
            .audience(AUDIENCE)
            .jwtID("j-1")
            .expirationTime(Date.from(NOW.plusSeconds(60)))
            .build();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
    jwt.sign(new ECDSASigner(signing));
    return new JwtVerifier(
            JwtRules.clientAssertion("client"),
            keys,
            Providers.ofJdk(new SecureRandom()),
            InstantSource.fixed(NOW))
        .verify(jwt.serialize(), AUDIENCE);
  }
}
