package io.mcpguard.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that returned survives the death of the process. */
class SqlStoreCrashTest {
  private static final int BEFORE_THE_KILL = 40;

  @TempDir Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterSigkill() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(line);
        if (acknowledged.size() == BEFORE_THE_KILL) {
          writer
              .toHandle()
              .destroyForcibly(); // leaves the pipe open, unlike Process.destroyForcibly
        }
      }
    }
    writer.waitFor();

    try (SqlStore store = SqlStore.open(directory, SqlStoreTest.CLOCK, new SecureRandom())) {
      assertThat(acknowledged)
          .hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL)
          .allSatisfy(id -> assertThat(store.grants().find(id)).contains(SqlStoreTest.grant(id)));
    }
  }
}
