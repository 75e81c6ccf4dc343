package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The lines of shell blocks that a test cannot run, each with the reason and a cheaper check. */
final class NotRunHere {
  private interface Check {
    void run() throws IOException;
  }

  private static final Map<String, Check> LINES =
      Map.of(
          // It is what runs this test. It must be what decides whether a change lands.
          "mvn verify", NotRunHere::isTheGate);

  private NotRunHere() {}

  static boolean knows(String line) {
    return LINES.containsKey(line);
  }

  static void check(String line) throws IOException {
    LINES.getOrDefault(line, () -> {}).run();
  }

  private static void isTheGate() throws IOException {
    Path gate = Document.REPOSITORY.resolve(".ci/run");
    List<String> run = Files.readAllLines(gate);

    assertThat(gate).isExecutable();
    assertThat(run)
        .filteredOn(line -> line.startsWith("mvn "))
        .extracting(line -> line.replaceAll(" --?[a-z-]+", ""))
        .containsExactly("mvn verify");
  }
}
