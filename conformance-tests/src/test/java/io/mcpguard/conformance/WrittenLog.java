package io.mcpguard.conformance;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** A ledger written for a verifier that is not ours. */
final class WrittenLog {
  private static final String ORIGIN = "guard.example/audit";

  private final Path directory;
  private final SecureRandom random = new SecureRandom();
  private final NoteSigner signer = NoteSigner.generate(ORIGIN, random);
  private int size;

  private WrittenLog(Path directory) {
    this.directory = directory;
  }

  static WrittenLog begin(Path directory) {
    return new WrittenLog(directory);
  }

  /** Appends entries and closes the log. */
  WrittenLog append(int count) throws Exception {
    List<Callable<Long>> appends = new ArrayList<>();
    try (Ledger ledger = Ledger.open(directory, LedgerOptions.of(signer, random));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        byte[] entry = entry(size + i);
        appends.add(() -> ledger.append(entry));
      }
      for (var done : threads.invokeAll(appends)) {
        done.get();
      }
    }
    size += count;
    return this;
  }

  private static byte[] entry(int i) {
    return ("{\"v\":1,\"type\":\"decision\",\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8);
  }

  Path directory() {
    return directory;
  }

  int size() {
    return size;
  }

  /** The key that a stranger trusts, as text. */
  String key() {
    return signer.verifier().toString();
  }
}
