package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  static final String ISSUER = "http://127.0.0.1:8931";
  static final String DOMAIN = "load.test";
  static final String SERVER = "http://127.0.0.1:8000/mcp";
  static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  /** In canonical form, as {@link #PARAMS}. */
  private static final String ARGUMENTS = "{\"text\":\"" + "x".repeat(100) + "\"}";

  private static final String PARAMS = "{\"arguments\":" + ARGUMENTS + ",\"name\":\"echo\"}";

  /** The call that is asserted. */
  static final String BODY =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + PARAMS + "}";

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
  private final AssertionClaims claims = claims("AAAAAAAAAAAAAAAAAAAAAA");
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

  /** Of the call in {@link #BODY}. */
  static AssertionClaims claims(String txn) {
    String digest = Digests.ofNothing();
    return new AssertionClaims(
        ISSUER,
        DOMAIN,
        NOW,
        NOW.plusSeconds(30),
        txn,
        "alice",
        List.of(new AssertionClaims.Actor(ISSUER, "spiffe://load.test/agent/aaaa/1")),
        List.of("echo.call"),
        "spiffe://load.test/guard",
        new AssertionClaims.Call(
            SERVER,
            "tools/call",
            "echo",
            Digests.ofBytes(PARAMS.getBytes(UTF_8)),
            Digests.ofBytes(ARGUMENTS.getBytes(UTF_8)),
            digest,
            "2025-11-25",
            "run",
            "",
            "unattributed",
            ""),
        new AssertionClaims.Context(
            new AssertionClaims.Decision(txn, digest),
            AssertionClaims.Login.unknown(),
            new AssertionClaims.AgentProof("bearer", "1"),
            List.of(),
            "",
            0));
  }
}
