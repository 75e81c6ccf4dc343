package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpguard.jose.JwtVerdict.Reason;
import io.mcpguard.jose.JwtVerdict.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack row A37: algorithm confusion, key id tricks, {@code none}, a MAC under the public key. */
class A37AccessTokenAlgorithmTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final String ISSUER = "https://guard.example";
  private static final String FILES = "https://guard.example/mcp/files";

  private final Providers providers = Providers.fastest(new SecureRandom());
  private final SigningKeys keys =
      SigningKeys.inMemory(Duration.ofMinutes(15), InstantSource.fixed(NOW), providers);
  private final JwtVerifier verifier =
      new JwtVerifier(JwtRules.accessToken(ISSUER), keys, providers, InstantSource.fixed(NOW));

  @Test
  void aTokenOfOurOwnIsVerified() {
    JwtVerdict verdict = verify(new JwtSigner(keys, "at+jwt").sign(claims()));

    assertThat(verdict).isInstanceOf(VerifiedJwt.class);
    assertThat(((VerifiedJwt) verdict).subject()).isEqualTo("alice");
    assertThat(((VerifiedJwt) verdict).scopes()).containsExactly("files.read");
  }

  // RFC 8725 §3.1: "Each key MUST be used with exactly one algorithm".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none", "None", "NONE", "nOnE", "HS256", "HS512", "ES384", "RS256", "PS256", "EdDSA", "",
        "ES256K"
      })
  void anotherAlgorithmInTheHeaderIsRefused(String algorithm) {
    String header =
        "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}"
            .formatted(algorithm, keys.activeKeyId());

    assertThat(verify(respell(header))).isInstanceOf(Rejected.class);
  }

  @Test
  void anUnsecuredTokenIsRefused() {
    String[] parts = new JwtSigner(keys, "at+jwt").sign(claims()).split("\\.", -1);

    assertThat(verify(base64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + "."))
        .isEqualTo(new Rejected(Reason.MALFORMED));
  }

  // RFC 8725 §2.1: an RSA or EC public key used as the secret of an HMAC.
  @Test
  void aMacUnderThePublicKeyIsRefused() throws Exception {
    byte[] publicKey = keys.active().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);

    assertThat(verify(sign(JWSAlgorithm.HS256, new MACSigner(publicKey), "at+jwt")))
        .isEqualTo(new Rejected(Reason.WRONG_ALGORITHM));
  }

  @Test
  void anRsaSignatureUnderOurKeyIdIsRefused() throws Exception {
    var rsa = new RSASSASigner(new RSAKeyGenerator(2048).generate());

    assertThat(verify(sign(JWSAlgorithm.RS256, rsa, "at+jwt")))
        .isEqualTo(new Rejected(Reason.WRONG_ALGORITHM));
  }

  @Test
  void aSignatureOfAnotherKeyUnderOurKeyIdIsRefused() throws Exception {
    assertThat(verify(sign(JWSAlgorithm.ES256, new ECDSASigner(stranger()), "at+jwt")))
        .isEqualTo(new Rejected(Reason.BAD_SIGNATURE));
  }

  // RFC 8725 §3.10: the header's own key is never followed, whoever signed.
  @Test
  void aKeyInTheHeaderIsRefused() throws Exception {
    ECKey stranger = stranger();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID(keys.activeKeyId())
            .jwk(stranger.toPublicJWK())
            .build();
    var jwt = new SignedJWT(header, claimsSet());
    jwt.sign(new ECDSASigner(stranger));

    assertThat(verify(jwt.serialize())).isEqualTo(new Rejected(Reason.KEY_IN_HEADER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void aKeyUrlInTheHeaderIsRefused(String parameter) {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\",\"%s\":\"https://evil.example/k\"}"
            .formatted(keys.activeKeyId(), parameter);

    assertThat(verify(respell(header))).isEqualTo(new Rejected(Reason.KEY_IN_HEADER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../../etc/passwd", "' or 1=1 --", "unknown"})
  void aKeyIdThatIsNotInTheSetIsRefused(String id) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(id);

    assertThat(verify(respell(header))).isEqualTo(new Rejected(Reason.UNKNOWN_KEY));
  }

  @Test
  void aMissingKeyIdIsRefused() {
    assertThat(verify(respell("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}")))
        .isEqualTo(new Rejected(Reason.UNKNOWN_KEY));
  }

  // RFC 7515 §4.1.11: an extension that is not understood makes the JWS invalid.
  @Test
  void aCriticalExtensionIsRefused() {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\",\"crit\":[\"exp\"],\"exp\":1}"
            .formatted(keys.activeKeyId());

    assertThat(verify(respell(header))).isEqualTo(new Rejected(Reason.CRITICAL_EXTENSION));
  }

  // RFC 9068 §4: the resource server MUST verify that typ is at+jwt or application/at+jwt.
  @ParameterizedTest
  @ValueSource(strings = {"JWT", "txntoken+jwt", "dpop+jwt", "AT+JWT", "at+jwt ", ""})
  void anotherTypeIsRefused(String type) {
    assertThat(verify(new JwtSigner(keys, type).sign(claims())))
        .isEqualTo(new Rejected(Reason.WRONG_TYPE));
  }

  @Test
  void theLongFormOfTheTypeIsTaken() {
    assertThat(verify(new JwtSigner(keys, "application/at+jwt").sign(claims())))
        .isInstanceOf(VerifiedJwt.class);
  }

  // CVE-2022-21449: r and s zero were once a valid signature of everything.
  @Test
  void aSignatureOfZerosIsRefused() {
    String token = new JwtSigner(keys, "at+jwt").sign(claims());
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);

    assertThat(verify(token.substring(0, token.lastIndexOf('.') + 1) + zeros))
        .isEqualTo(new Rejected(Reason.BAD_SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a.b", "a.b.c.d", "a b.c.d", "e30.e30.e30=", " ", "e30.e30.e30\n"})
  void whatIsNotThreePartsIsRefused(String text) {
    assertThat(verify(text)).isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void anotherSpellingOfTheSignatureIsRefused() {
    String token = new JwtSigner(keys, "at+jwt").sign(claims());
    // 64 bytes leave four unused bits in the last character: "A" and "B" decode to the same.
    char last = token.charAt(token.length() - 1);
    char sibling = (char) (last + 1);

    assertThat(verify(token.substring(0, token.length() - 1) + sibling))
        .isInstanceOf(Rejected.class);
  }

  // RFC 7515 §4: member names within the header MUST be unique.
  @Test
  void aMemberThatIsThereTwiceIsRefused() {
    String header =
        "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}"
            .formatted(keys.activeKeyId());

    assertThat(verify(respell(header))).isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void anOverlongTokenIsRefusedUnread() {
    assertThat(verify("a".repeat(JwtVerifier.LONGEST + 1)))
        .isEqualTo(new Rejected(Reason.TOO_LONG));
  }

  // RFC 9068 §2.2: iss, exp, aud, sub, client_id, iat, jti are REQUIRED.
  @ParameterizedTest
  @ValueSource(strings = {"iss", "exp", "sub", "client_id", "iat", "jti"})
  void aMissingClaimIsRefused(String claim) {
    Map<String, Object> spoiled = claims();
    spoiled.remove(claim);

    assertThat(verify(new JwtSigner(keys, "at+jwt").sign(spoiled)))
        .isEqualTo(new Rejected(Reason.MISSING_CLAIM));
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    assertThat(verify(with("iss", "https://guard.example/")))
        .isEqualTo(new Rejected(Reason.WRONG_ISSUER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://guard.example/mcp/mail",
        "https://guard.example/mcp/files/",
        "https://guard.example/mcp/filesx"
      })
  void aTokenForAnotherResourceIsRefused(String audience) {
    assertThat(verify(with("aud", audience))).isEqualTo(new Rejected(Reason.WRONG_AUDIENCE));
  }

  @Test
  void aTokenWithoutAudienceIsRefused() {
    Map<String, Object> spoiled = claims();
    spoiled.remove("aud");

    assertThat(verify(new JwtSigner(keys, "at+jwt").sign(spoiled)))
        .isEqualTo(new Rejected(Reason.WRONG_AUDIENCE));
  }

  // RFC 7519 §4.1.4: "the expiration time on or after which the JWT MUST NOT be accepted".
  @Test
  void oneSecondBeforeItsEndATokenIsTaken() {
    assertThat(verify(with("exp", Date.from(NOW.plusSeconds(1))))).isInstanceOf(VerifiedJwt.class);
  }

  @Test
  void atItsEndATokenHasExpired() {
    assertThat(verify(with("exp", Date.from(NOW)))).isEqualTo(new Rejected(Reason.EXPIRED));
  }

  @Test
  void aTokenOfNowIsTaken() {
    assertThat(verify(with("iat", Date.from(NOW)))).isInstanceOf(VerifiedJwt.class);
  }

  @Test
  void aTokenOfTheNextSecondIsRefused() {
    assertThat(verify(with("iat", Date.from(NOW.plusSeconds(1)))))
        .isEqualTo(new Rejected(Reason.NOT_YET_VALID));
  }

  // RFC 7519 §4.1.4: "Implementers MAY provide for some small leeway".
  @ParameterizedTest
  @CsvSource({"29, true", "30, false"})
  void aTokenOfAnotherServerHasHalfAMinuteMore(int secondsLate, boolean taken) {
    JwtVerifier external =
        new JwtVerifier(
            JwtRules.externalAccessToken(ISSUER), keys, providers, InstantSource.fixed(NOW));

    JwtVerdict verdict =
        external.verify(with("exp", Date.from(NOW.minusSeconds(secondsLate))), FILES);

    assertThat(verdict instanceof VerifiedJwt).isEqualTo(taken);
  }

  @Test
  void algorithmsOfASymmetricKindCannotBeAllowed() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() ->
                new JwtRules(ISSUER, Set.of("JWT"), Set.of("HS256"), Set.of(), Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noBitOfATokenCanBeFlipped() {
    String token = new JwtSigner(keys, "at+jwt").sign(claims());
    var taken = new HashSet<Integer>();
    for (int at = 0; at < token.length(); at++) {
      char flipped = token.charAt(at) == 'A' ? 'Q' : 'A';
      if (verify(token.substring(0, at) + flipped + token.substring(at + 1))
          instanceof VerifiedJwt) {
        taken.add(at);
      }
    }

    assertThat(taken).isEmpty();
  }

  private JwtVerdict verify(String token) {
    return verifier.verify(token, FILES);
  }

  private String with(String claim, Object value) {
    Map<String, Object> spoiled = claims();
    spoiled.put(claim, value);
    return new JwtSigner(keys, "at+jwt").sign(spoiled);
  }

  private static Map<String, Object> claims() {
    return new TreeMap<>(
        Map.of(
            "iss",
            ISSUER,
            "sub",
            "alice",
            "aud",
            List.of(FILES),
            "client_id",
            "agent-1",
            "scope",
            "files.read",
            "iat",
            Date.from(NOW),
            "exp",
            Date.from(NOW.plusSeconds(600)),
            "jti",
            "t-1"));
  }

  private static JWTClaimsSet claimsSet() {
    var set = new JWTClaimsSet.Builder();
    claims().forEach(set::claim);
    return set.build();
  }

  /** The claims and signature of a good token under another header. */
  private String respell(String header) {
    String[] parts = new JwtSigner(keys, "at+jwt").sign(claims()).split("\\.", -1);
    return base64(header) + "." + parts[1] + "." + parts[2];
  }

  private String sign(JWSAlgorithm algorithm, JWSSigner signer, String type) throws Exception {
    var header =
        new JWSHeader.Builder(algorithm)
            .type(new JOSEObjectType(type))
            .keyID(keys.activeKeyId())
            .build();
    var jwt = new SignedJWT(header, claimsSet());
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static ECKey stranger() throws Exception {
    return new ECKeyGenerator(Curve.P_256).generate();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
