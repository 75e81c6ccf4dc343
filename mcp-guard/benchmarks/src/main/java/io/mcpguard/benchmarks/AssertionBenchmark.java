package io.mcpguard.benchmarks;

import io.mcpguard.assertion.AssertionClaims;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.AssertionRejected;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.RawAssertion;
import io.mcpguard.assertion.VerifiedAssertion;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.jose.Es256Signer;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Minting and verifying the assertion of one call, by the signature provider that loads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AssertionBenchmark {
  private static final String ISSUER = "http://127.0.0.1:8931";
  private static final String DOMAIN = "load.test";
  private static final String SERVER = "http://127.0.0.1:8000/mcp";
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private final SigningKeys keys =
      SigningKeys.inMemory(
          Duration.ofHours(1), InstantSource.system(), Providers.fastest(new SecureRandom()));
  private final AssertionIssuer issuer = new AssertionIssuer(new Es256Signer(keys));
  private final AssertionVerifier verifier =
      new AssertionVerifier(
          VerifierRules.strict(ISSUER, DOMAIN, SERVER),
          KeySet.parse(keys.jwks()),
          new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, InstantSource.fixed(NOW)),
          InstantSource.fixed(NOW));
  private final AssertionClaims claims = claims();
  private final RawAssertion assertion = new RawAssertion(mintOnce());

  @Benchmark
  public String mint() throws GeneralSecurityException {
    return issuer.issue(claims);
  }

  /** Everything but the comparison with a body and the replay window. */
  @Benchmark
  public VerifiedAssertion verify() throws AssertionRejected {
    return verifier.verify(assertion);
  }

  private String mintOnce() {
    try {
      return issuer.issue(claims);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }

  private static AssertionClaims claims() {
    String digest = Digests.ofNothing();
    return new AssertionClaims(
        ISSUER,
        DOMAIN,
        NOW,
        NOW.plusSeconds(30),
        "AAAAAAAAAAAAAAAAAAAAAA",
        "alice",
        List.of(new AssertionClaims.Actor(ISSUER, "spiffe://load.test/agent/aaaa/1")),
        List.of("echo.call"),
        "spiffe://load.test/guard",
        new AssertionClaims.Call(
            SERVER,
            "tools/call",
            "echo",
            digest,
            digest,
            digest,
            "2025-11-25",
            "run",
            "",
            "unattributed",
            ""),
        new AssertionClaims.Context(
            new AssertionClaims.Decision("AAAAAAAAAAAAAAAAAAAAAA", digest),
            AssertionClaims.Login.unknown(),
            new AssertionClaims.AgentProof("bearer", "1"),
            List.of(),
            "",
            0));
  }
}
