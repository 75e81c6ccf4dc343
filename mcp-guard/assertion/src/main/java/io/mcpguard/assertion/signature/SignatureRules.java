package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.Algorithm;
import java.security.Provider;
import java.time.Duration;
import java.util.Map;

/** How a verifier of signatures reckons. */
public final class SignatureRules {
  static final Duration MOST_LEEWAY = Duration.ofSeconds(5);

  private final Duration leeway;
  private final Map<Algorithm, Provider> providers;

  private SignatureRules(Duration leeway, Map<Algorithm, Provider> providers) {
    this.leeway = leeway;
    this.providers = providers;
  }

  /** A leeway of 5 s, and the platform's providers. */
  public static SignatureRules strict() {
    return new SignatureRules(
        MOST_LEEWAY,
        Map.of(
            Algorithm.ES256, Algorithm.ES256.provider(),
            Algorithm.ED25519, Algorithm.ED25519.provider()));
  }

  /** How far the clocks of both sides may be apart, 0 to 5 s. */
  public SignatureRules withLeeway(Duration wanted) {
    if (wanted.isNegative() || wanted.compareTo(MOST_LEEWAY) > 0) {
      throw new IllegalArgumentException("leeway: must be 0 to 5 s, was " + wanted);
    }
    return new SignatureRules(wanted, providers);
  }

  /** Verifies at this provider, for both algorithms. */
  public SignatureRules verifyingWith(Provider provider) {
    return new SignatureRules(
        leeway, Map.of(Algorithm.ES256, provider, Algorithm.ED25519, provider));
  }

  Duration leeway() {
    return leeway;
  }

  Provider provider(Algorithm algorithm) {
    Provider provider = providers.get(algorithm);
    return provider == null ? algorithm.provider() : provider;
  }
}
