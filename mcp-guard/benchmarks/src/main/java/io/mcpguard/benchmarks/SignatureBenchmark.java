package io.mcpguard.benchmarks;

import io.mcpguard.jose.Es256Signer;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One ES256 signature by the provider that loads: the floor of what minting an assertion costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
  private final Es256Signer signer =
      new Es256Signer(
          SigningKeys.inMemory(
              Duration.ofHours(1), InstantSource.system(), Providers.fastest(new SecureRandom())));
  private final byte[] input = new byte[600];

  @Benchmark
  public byte[] signature() {
    return signer.sign(input);
  }
}
