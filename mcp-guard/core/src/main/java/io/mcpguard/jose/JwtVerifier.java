package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.jose.JwtVerdict.Reason;
import io.mcpguard.jose.JwtVerdict.Rejected;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies signed JWTs of one issuer and one kind (RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725, RFC 9068
 * §4).
 *
 * <p>The attacker writes the whole token. So the algorithm is chosen by the rules and the key,
 * never by the header; the key is looked up by {@code kid} in a configured set (without {@code kid}
 * it must be the only one there that fits), never taken from the header or fetched; and no claim is
 * looked at before the signature has held.
 */
public final class JwtVerifier {
  /** Longest token that is read, in characters. */
  static final int LONGEST = 8 * 1024;

  private static final Pattern COMPACT = Pattern.compile("([A-Za-z0-9_-]+\\.){2}[A-Za-z0-9_-]+");

  private final JwtRules rules;
  private final KeySource keys;
  private final Providers providers;
  private final InstantSource clock;

  public JwtVerifier(JwtRules rules, KeySource keys, Providers providers, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Verifies a token for one audience.
   *
   * @param compact the token as presented
   * @param audience the resource identifier that {@code aud} must hold, compared as text
   */
  public JwtVerdict verify(String compact, String audience) {
    if (compact.length() > LONGEST) {
      return new Rejected(Reason.TOO_LONG);
    }
    if (!COMPACT.matcher(compact).matches()) {
      return new Rejected(Reason.MALFORMED);
    }
    try {
      if (!isStrict(compact)) {
        return new Rejected(Reason.MALFORMED);
      }
      SignedJWT jwt = SignedJWT.parse(compact);
      Optional<Reason> fault = headerFault(jwt.getHeader());
      if (fault.isEmpty()) {
        fault = signatureFault(jwt);
      }
      if (fault.isPresent()) {
        return new Rejected(fault.get());
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      return claimsFault(claims, audience)
          .<JwtVerdict>map(Rejected::new)
          .orElseGet(() -> new VerifiedJwt(claims, rules.leeway()));
    } catch (ParseException | IllegalArgumentException malformed) {
      return new Rejected(Reason.MALFORMED);
    }
  }

  /** One spelling only: no spare bits in the base64url, no member name twice, no trailing bytes. */
  private static boolean isStrict(String compact) {
    String[] parts = compact.split("\\.", -1);
    try {
      for (String part : parts) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
          return false;
        }
      }
      JsonDocument.read(Base64.getUrlDecoder().decode(parts[0]), ReadRules.request());
      JsonDocument.read(Base64.getUrlDecoder().decode(parts[1]), ReadRules.request());
      return true;
    } catch (MalformedJson notStrict) {
      return false;
    }
  }

  private Optional<Reason> headerFault(JWSHeader header) {
    String type = header.getType() == null ? "" : header.getType().getType();
    if (!rules.types().contains(type)) {
      return Optional.of(Reason.WRONG_TYPE);
    }
    if (!rules.algorithms().contains(header.getAlgorithm().getName())) {
      return Optional.of(Reason.WRONG_ALGORITHM);
    }
    if (header.getCriticalParams() != null) {
      return Optional.of(Reason.CRITICAL_EXTENSION);
    }
    boolean bringsKey =
        header.getJWK() != null
            || header.getJWKURL() != null
            || header.getX509CertURL() != null
            || header.getX509CertChain() != null;
    return bringsKey ? Optional.of(Reason.KEY_IN_HEADER) : Optional.empty();
  }

  private Optional<Reason> signatureFault(SignedJWT jwt) {
    String id = jwt.getHeader().getKeyID();
    List<PublicKey> found = id == null ? keys.findWithoutId() : keys.find(id).stream().toList();
    if (found.isEmpty()) {
      return Optional.of(Reason.UNKNOWN_KEY);
    }
    try {
      var fitting = new ArrayList<JWSVerifier>();
      for (PublicKey key : found) {
        verifier(key)
            .filter(one -> one.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm()))
            .ifPresent(fitting::add);
      }
      if (fitting.size() != 1) {
        return Optional.of(fitting.isEmpty() ? Reason.WRONG_ALGORITHM : Reason.UNKNOWN_KEY);
      }
      return jwt.verify(fitting.getFirst()) ? Optional.empty() : Optional.of(Reason.BAD_SIGNATURE);
    } catch (JOSEException unverifiable) {
      return Optional.of(Reason.BAD_SIGNATURE);
    }
  }

  private Optional<JWSVerifier> verifier(PublicKey key) throws JOSEException {
    if (key instanceof ECPublicKey ec) {
      var verifier = new ECDSAVerifier(ec);
      verifier.getJCAContext().setProvider(providers.ec());
      return Optional.of(verifier);
    }
    return key instanceof RSAPublicKey rsa
        ? Optional.of(new RSASSAVerifier(rsa))
        : Optional.empty();
  }

  private Optional<Reason> claimsFault(JWTClaimsSet claims, String audience) {
    boolean complete =
        claims.getIssuer() != null
            && claims.getExpirationTime() != null
            && rules.required().stream().allMatch(name -> present(claims.getClaim(name)));
    if (!complete) {
      return Optional.of(Reason.MISSING_CLAIM);
    }
    if (!claims.getIssuer().equals(rules.issuer())) {
      return Optional.of(Reason.WRONG_ISSUER);
    }
    if (!claims.getAudience().contains(audience)) {
      return Optional.of(Reason.WRONG_AUDIENCE);
    }
    return timeFault(claims);
  }

  private static boolean present(@org.jspecify.annotations.Nullable Object claim) {
    return claim != null && !(claim instanceof String text && text.isBlank());
  }

  private Optional<Reason> timeFault(JWTClaimsSet claims) {
    Instant now = clock.instant();
    // exp == now - leeway is already expired (RFC 7519 §4.1.4: "on or after").
    if (!now.isBefore(claims.getExpirationTime().toInstant().plus(rules.leeway()))) {
      return Optional.of(Reason.EXPIRED);
    }
    Instant latest = now.plus(rules.leeway());
    boolean early =
        (claims.getNotBeforeTime() != null && claims.getNotBeforeTime().toInstant().isAfter(latest))
            || (claims.getIssueTime() != null && claims.getIssueTime().toInstant().isAfter(latest));
    return early ? Optional.of(Reason.NOT_YET_VALID) : Optional.empty();
  }
}
