package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer under load is killed by SIGKILL at a random point, round after round over the same log:
 * whatever it acknowledged is there, and the log verifies.
 *
 * <p>{@code -Dkill.rounds=N} sets the number of rounds.
 */
class KillNineTest {
  private static final int MOST_LINES = 1_500;

  @TempDir Path directory;

  private final Map<Long, String> acknowledged = new HashMap<>();
  private Path log;
  private Path key;

  @BeforeEach
  void prepare() throws Exception {
    log = directory.resolve("log");
    key = directory.resolve("key");
    NoteSigner made = NoteSigner.openOrCreate(key, "guard.example/audit", Logs.RANDOM);
    assertThat(made.verifier().name()).isEqualTo("guard.example/audit");
  }

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    int rounds = Integer.getInteger("kill.rounds", 20);
    for (int round = 0; round < rounds; round++) {
      runAndKill(round);

      NoteSigner signer = NoteSigner.read(key);
      try (Ledger ledger = Ledger.open(log, options(signer))) {
        assertThat(ledger.latest().size()).as("round %d", round).isGreaterThanOrEqualTo(count());
      }
      assertThat(LedgerVerifier.verify(log, signer.verifier()))
          .as("round %d", round)
          .asInstanceOf(type(Verification.Verified.class))
          .returns(0L, Verification.Verified::unpublished);
    }
    Map<Long, String> stored = new HashMap<>();
    LedgerReader.open(log).forEach(0, e -> stored.put(e.index(), new String(e.bytes(), UTF_8)));
    assertThat(stored).containsAllEntriesOf(acknowledged);
  }

  private static LedgerOptions options(NoteSigner signer) {
    return LedgerOptions.of(signer, Logs.RANDOM).withSpace(1 << 17, 1 << 17);
  }

  private long count() {
    return acknowledged.keySet().stream().mapToLong(index -> index + 1).max().orElse(0);
  }

  private void runAndKill(int round) throws Exception {
    int killAfter = Logs.RANDOM.nextInt(MOST_LINES);
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                log.toString(),
                key.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
      int read = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
        if (read++ == killAfter) {
          // The handle leaves the pipe open, unlike Process.destroyForcibly: what was acknowledged
          // before the kill can still be read.
          writer.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(writer.waitFor()).as("killed").isEqualTo(137);
  }

  /** A pipe takes a short line whole or not at all (POSIX, PIPE_BUF), so no line is cut. */
  private void remember(String line) {
    int space = line.indexOf(' ');
    long index = Long.parseLong(line.substring(0, space));
    String before = acknowledged.put(index, line.substring(space + 1));
    assertThat(before).as("index %d given twice", index).isNull();
  }
}
