package io.mcpguard.jose;

import java.time.Duration;
import java.util.Set;

/**
 * What one issuer's tokens of one kind must look like.
 *
 * @param issuer compared as text with {@code iss}
 * @param types the values of {@code typ} that are taken, compared as text (RFC 8725 §3.11); the
 *     empty text stands for a header without {@code typ}
 * @param algorithms the values of {@code alg} that are taken (RFC 8725 §3.1); never {@code none} or
 *     a MAC
 * @param required claims that must be there besides {@code iss}, {@code aud} and {@code exp}
 * @param leeway clock difference that is forgiven, at most 60 s
 */
public record JwtRules(
    String issuer,
    Set<String> types,
    Set<String> algorithms,
    Set<String> required,
    Duration leeway) {
  private static final Set<String> ASYMMETRIC =
      Set.of("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512");

  public JwtRules {
    types = Set.copyOf(types);
    algorithms = Set.copyOf(algorithms);
    required = Set.copyOf(required);
    if (!ASYMMETRIC.containsAll(algorithms) || algorithms.isEmpty()) {
      throw new IllegalArgumentException("algorithms: name some of " + ASYMMETRIC);
    }
    if (leeway.isNegative() || leeway.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException("leeway: between 0 and 60 s");
    }
  }

  /**
   * Access tokens of our own authorization server (RFC 9068 §2.1, §2.2): ES256, and no leeway,
   * since one clock issues and verifies.
   */
  public static JwtRules accessToken(String issuer) {
    return new JwtRules(
        issuer,
        Set.of("at+jwt", "application/at+jwt"),
        Set.of("ES256"),
        Set.of("sub", "client_id", "iat", "jti"),
        Duration.ZERO);
  }

  /**
   * Access tokens of an external authorization server that follows RFC 9068: any asymmetric
   * algorithm, and clocks that are half a minute apart.
   */
  public static JwtRules externalAccessToken(String issuer) {
    return new JwtRules(
        issuer,
        Set.of("at+jwt", "application/at+jwt"),
        ASYMMETRIC,
        Set.of("sub", "client_id", "iat", "jti"),
        Duration.ofSeconds(30));
  }

  /**
   * Assertions by which a client proves itself (RFC 7523 §3): from and about the client, with
   * {@code jti}. Clients leave {@code typ} out, so it cannot be asked for.
   */
  public static JwtRules clientAssertion(String clientId) {
    return new JwtRules(
        clientId,
        Set.of("", "JWT", "client-authentication+jwt"),
        ASYMMETRIC,
        Set.of("sub", "jti"),
        Duration.ofSeconds(60));
  }
}
