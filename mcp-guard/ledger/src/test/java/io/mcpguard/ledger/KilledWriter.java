package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Appends from many threads without end and writes {@code index entry} to standard output once an
 * entry is acknowledged. To be killed.
 */
final class KilledWriter {
  private static final int THREADS = 32;

  private KilledWriter() {}

  public static void main(String[] args) throws Exception {
    SecureRandom random = new SecureRandom();
    NoteSigner signer = NoteSigner.read(Path.of(args[1]));
    LedgerOptions options = LedgerOptions.of(signer, random).withSpace(1 << 17, 1 << 17);
    Ledger ledger = Ledger.open(Path.of(args[0]), options);
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    List<Callable<Void>> writers = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int name = thread;
      writers.add(() -> {
        for (int i = 0; ; i++) {
          String entry = args[2] + "-" + name + "-" + i + "-" + "x".repeat(random.nextInt(900));
          long index = ledger.append(entry.getBytes(UTF_8));
          out.write((index + " " + entry + "\n").getBytes(UTF_8)); // one write call, one line
        }
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(writers);
    }
  }
}
