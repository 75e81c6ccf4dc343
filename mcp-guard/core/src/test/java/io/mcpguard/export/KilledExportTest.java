package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "At-least-once; after kill -9 goes on where it was". */
class KilledExportTest {
  private static final int ROUNDS = 3;
  private static final int MOST_IN_A_BATCH = 512;

  @TempDir private Path folder;

  private void exportUntilKilled() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CrashingExport.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
      for (int said = 0; said < 3; said++) {
        assertThat(lines.readLine()).isNotNull();
      }
      writer.toHandle().destroyForcibly();
      while (lines.readLine() != null) {
        // until its end of the pipe is closed
      }
    }
    writer.waitFor();
  }

  /** A line that a kill has cut off is none. */
  private List<Long> exported() throws Exception {
    List<Long> indexes = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("events.jsonl"))) {
      try {
        JsonNode event = Json.read(line);
        indexes.add(event.at("/attestation_list/0/uid").asLong());
      } catch (IllegalArgumentException cutOff) {
        // It comes again, whole.
      }
    }
    return indexes;
  }

  @Test
  void nothingIsMissingAndNoMoreThanABatchComesTwice() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      exportUntilKilled();
    }
    long size;
    try (ExportedLedger ledger = new ExportedLedger(folder)) {
      size = ledger.append(Leaves.denied("the-last")) + 1;
      ledger.exportTo(folder.resolve("events.jsonl"), Form.OCSF);
      ledger.awaitSize(size);
    }

    List<Long> indexes = exported();
    assertThat(indexes).containsAll(LongStream.range(0, size).boxed().toList());
    assertThat(indexes).hasSizeLessThanOrEqualTo((int) size + ROUNDS * MOST_IN_A_BATCH);
  }
}
