package io.mcpguard.jose;

import com.nimbusds.jwt.JWTClaimsSet;
import io.mcpguard.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Claims whose signature, type, issuer, audience and times have been checked. Only {@link
 * JwtVerifier} makes one.
 */
public final class VerifiedJwt implements JwtVerdict {
  private final JWTClaimsSet claims;
  private final Duration leeway;

  /** {@code leeway} is the difference of clocks that was forgiven. */
  VerifiedJwt(JWTClaimsSet claims, Duration leeway) {
    this.claims = claims;
    this.leeway = leeway;
  }

  /** {@code iss}. */
  public String issuer() {
    return claims.getIssuer();
  }

  /** {@code exp}, by the clock of its issuer. */
  public Instant expiresAt() {
    return claims.getExpirationTime().toInstant();
  }

  /** The first instant at which its verifier no longer takes it. */
  public Instant takenUntil() {
    return expiresAt().plus(leeway);
  }

  /** {@code sub}; the rules of an access token require it. */
  public String subject() {
    return claims.getSubject();
  }

  /** {@code aud}, one or more. */
  public List<String> audience() {
    return claims.getAudience();
  }

  /** {@code scope}, empty where the token has none (RFC 9068 §2.2.3). */
  public Scopes scopes() {
    return string("scope").flatMap(Scopes::parse).orElse(Scopes.none());
  }

  /** {@code cnf}: what the token is bound to (RFC 7800 §3.1). */
  public Confirmation confirmation() {
    return Confirmation.read(claims.getClaim("cnf"));
  }

  /** A claim that is a string. */
  public Optional<String> string(String claim) {
    return claims.getClaim(claim) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A claim that is an array of strings; empty where it is anything else. */
  public List<String> strings(String claim) {
    return claims.getClaim(claim) instanceof List<?> list
            && list.stream().allMatch(String.class::isInstance)
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  /** A claim that is a NumericDate (RFC 7519 §2). */
  public Optional<Instant> time(String claim) {
    return switch (claims.getClaim(claim)) {
      case Number seconds -> Optional.of(Instant.ofEpochSecond(seconds.longValue()));
      case java.util.Date date -> Optional.of(date.toInstant());
      case null, default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return "VerifiedJwt[redacted]";
  }
}
