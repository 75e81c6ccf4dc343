package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Logs for tests: keys, options with small segments, and written directories. */
final class Logs {
  static final SecureRandom RANDOM = new SecureRandom();
  static final NoteSigner SIGNER = NoteSigner.generate("guard.example/audit", RANDOM);

  private Logs() {}

  static LedgerOptions options() {
    return LedgerOptions.of(SIGNER, RANDOM).withSpace(1 << 17, 0);
  }

  static byte[] entry(long i) {
    String digest = "sha256:" + "7".repeat(64);
    return "{\"v\":1,\"type\":\"decision\",\"n\":%d,\"args_digest\":\"%s\"}"
        .formatted(i, digest)
        .getBytes(UTF_8);
  }

  /** Appends {@code count} entries from many virtual threads, in any order. */
  static void append(Ledger ledger, int count) throws Exception {
    append(ledger, 0, count);
  }

  static void append(Ledger ledger, int from, int count) throws Exception {
    List<Callable<Long>> appends = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      byte[] entry = entry(i);
      appends.add(() -> ledger.append(entry));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(appends)) {
        done.get();
      }
    }
  }

  /** A closed log of {@code count} entries. */
  static Path written(Path directory, int count) throws Exception {
    try (Ledger ledger = Ledger.open(directory, options())) {
      append(ledger, count);
    }
    return directory;
  }

  static List<LedgerEntry> entries(Path directory) throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    LedgerReader.open(directory).forEach(0, entries::add);
    return entries;
  }

  /** Every published file but the checkpoint, relative to the directory. */
  static List<Path> tiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("tile"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
