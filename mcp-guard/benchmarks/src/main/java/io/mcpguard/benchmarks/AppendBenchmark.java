package io.mcpguard.benchmarks;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.NoteSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Making a kilobyte durable in the ledger, alone and when 16 share the group commit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark {
  private final byte[] entry = new byte[1024];
  private final Path folder;
  private final Ledger ledger;

  public AppendBenchmark() {
    SecureRandom random = new SecureRandom();
    NoteSigner signer = NoteSigner.generate("load.test/audit", random);
    try {
      folder = ChildProcess.workFolder();
      ledger = Ledger.open(folder.resolve("ledger"), LedgerOptions.of(signer, random));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  @Threads(1)
  public long alone() throws LedgerUnavailable, InterruptedException {
    return ledger.append(entry);
  }

  @Benchmark
  @Threads(16)
  public long shared() throws LedgerUnavailable, InterruptedException {
    return ledger.append(entry);
  }

  @TearDown
  public void close() throws IOException {
    ledger.close();
    ChildProcess.removeTree(folder);
  }
}
