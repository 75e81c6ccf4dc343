package io.mcpguard.assertion;

import java.security.Provider;
import java.time.Duration;
import java.util.Map;

/** What a verifier holds an assertion against. Each relaxation is a method of its own. */
public final class VerifierRules {
  static final Duration MOST_LEEWAY = Duration.ofSeconds(5);

  private final String issuer;
  private final String trustDomain;
  private final String server;
  private final Duration leeway;
  private final Map<String, String> toolDigests;
  private final Map<Algorithm, Provider> providers;
  private final RawDigests rawDigests;

  private enum RawDigests {
    REFUSED,
    TAKEN
  }

  private VerifierRules(
      String issuer,
      String trustDomain,
      String server,
      Duration leeway,
      Map<String, String> toolDigests,
      Map<Algorithm, Provider> providers,
      RawDigests rawDigests) {
    this.issuer = issuer;
    this.trustDomain = trustDomain;
    this.server = server;
    this.leeway = leeway;
    this.toolDigests = toolDigests;
    this.providers = providers;
    this.rawDigests = rawDigests;
  }

  /**
   * Nothing is relaxed; leeway is 5 s.
   *
   * @param issuer the guard's issuer URL
   * @param trustDomain the domain both sides belong to
   * @param server this server's canonical resource URI
   */
  public static VerifierRules strict(String issuer, String trustDomain, String server) {
    required(issuer, "issuer");
    required(trustDomain, "trust domain");
    required(server, "server");
    return new VerifierRules(
        issuer,
        trustDomain,
        server,
        MOST_LEEWAY,
        Map.of(),
        Map.of(
            Algorithm.ES256, Signatures.provider(Algorithm.ES256),
            Algorithm.ED25519, Signatures.provider(Algorithm.ED25519)),
        RawDigests.REFUSED);
  }

  /** How far the clocks of both sides may be apart, 0 to 5 s. */
  public VerifierRules withLeeway(Duration wanted) {
    if (wanted.isNegative() || wanted.compareTo(MOST_LEEWAY) > 0) {
      throw new IllegalArgumentException("leeway: must be 0 to 5 s, was " + wanted);
    }
    return new VerifierRules(
        issuer, trustDomain, server, wanted, toolDigests, providers, rawDigests);
  }

  /** Digests of this server's own tool definitions by name; a call of these must carry the same. */
  public VerifierRules knowingTools(Map<String, String> digests) {
    return new VerifierRules(
        issuer, trustDomain, server, leeway, Map.copyOf(digests), providers, rawDigests);
  }

  /** Verifies signatures at this provider, for both algorithms. */
  public VerifierRules verifyingWith(Provider provider) {
    return new VerifierRules(
        issuer,
        trustDomain,
        server,
        leeway,
        toolDigests,
        Map.of(Algorithm.ES256, provider, Algorithm.ED25519, provider),
        rawDigests);
  }

  /**
   * Takes digests of raw bytes, for a server whose calls hold numbers that no double can hold. Then
   * a change of white space is a change, and two parsers may read two numbers.
   */
  public VerifierRules allowingRawDigests() {
    return new VerifierRules(
        issuer, trustDomain, server, leeway, toolDigests, providers, RawDigests.TAKEN);
  }

  String issuer() {
    return issuer;
  }

  String trustDomain() {
    return trustDomain;
  }

  String server() {
    return server;
  }

  Duration leeway() {
    return leeway;
  }

  Map<String, String> toolDigests() {
    return toolDigests;
  }

  Provider provider(Algorithm algorithm) {
    return switch (algorithm) {
      case ES256, ED25519 -> {
        Provider provider = providers.get(algorithm);
        yield provider == null ? Signatures.provider(algorithm) : provider;
      }
    };
  }

  boolean takesRawDigests() {
    return rawDigests == RawDigests.TAKEN;
  }

  private static void required(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + ": must not be empty; set it as on the guard");
    }
  }
}
