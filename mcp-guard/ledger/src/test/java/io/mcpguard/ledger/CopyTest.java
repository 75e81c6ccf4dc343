package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order in which docs/operations.md copies the ledger of a running guard: the checkpoint first,
 * then the tiles twice, the write-ahead log never.
 *
 * <p>A full tile is never changed. A partial one may give way to the full one between a copier's
 * look at the folder and its look at the file; the second time the full one is there.
 */
class CopyTest {
  private static final int ROUNDS = 20;
  private static final int WRITERS = 4;

  @TempDir Path parent;

  private void copy(Path log, String what, Path to) throws Exception {
    Files.createDirectories(to);
    Process cp =
        new ProcessBuilder("cp", "-R", log.resolve(what).toString(), to.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // Not asked how it ended: it complains of partial tiles that went while it copied.
    assertThat(cp.waitFor()).isNotNegative();
  }

  @Test
  void aCopyInTheDocumentedOrderVerifiesWhateverIsWrittenMeanwhile() throws Exception {
    LedgerOptions options = Logs.options().withCheckpointEvery(Duration.ofMillis(1));
    AtomicBoolean stop = new AtomicBoolean();
    try (Ledger ledger = Ledger.open(parent.resolve("log"), options);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(() -> appendUntil(stop, ledger)));
      }
      try {
        for (int round = 0; round < ROUNDS; round++) {
          // A round more than the last, so that no two copies are of one tree.
          assertThat(ledger.covering(round * 400L, Duration.ofSeconds(30)).size()).isPositive();
          copied(ledger, parent.resolve("copy-" + round));
        }
      } finally {
        stop.set(true);
      }
      for (Future<Long> writer : writers) {
        assertThat(writer.get()).isPositive();
      }
    }
  }

  /** How many were appended. */
  private static long appendUntil(AtomicBoolean stop, Ledger ledger) throws Exception {
    long appended = 0;
    while (!stop.get()) {
      assertThat(ledger.append(Logs.entry(appended))).isNotNegative();
      appended++;
    }
    return appended;
  }

  private void copied(Ledger ledger, Path copy) throws Exception {
    do {
      // cp leaves out a file that was replaced between its look and its opening.
      copy(ledger.directory(), "checkpoint", copy);
    } while (!Files.exists(copy.resolve("checkpoint")));
    copy(ledger.directory(), "tile", copy);
    copy(ledger.directory(), "tile", copy);

    assertThat(LedgerVerifier.verify(copy, ledger.verifierKey()))
        .as(copy.toString())
        .asInstanceOf(type(Verified.class))
        .returns(size(copy, ledger), Verified::size);
    Logs.delete(copy);
  }

  private static long size(Path copy, Ledger ledger) throws IOException {
    return Checkpoint.read(Files.readAllBytes(copy.resolve("checkpoint")), ledger.verifierKey())
        .size();
  }

  @Test
  void aCheckpointCopiedAfterTheTilesIsDamage() throws Exception {
    try (Ledger ledger = Ledger.open(parent.resolve("log"), Logs.options())) {
      Logs.append(ledger, 100);
      assertThat(ledger.covering(99, Duration.ofSeconds(10)).size()).isEqualTo(100);
      Path copy = parent.resolve("copy");
      copy(ledger.directory(), "tile", copy);
      Logs.append(ledger, 100, 100);
      assertThat(ledger.covering(199, Duration.ofSeconds(10)).size()).isEqualTo(200);
      copy(ledger.directory(), "checkpoint", copy);

      assertThat(LedgerVerifier.verify(copy, ledger.verifierKey()))
          .asInstanceOf(type(Damaged.class))
          .returns("tile", Damaged::where);
    }
  }
}
