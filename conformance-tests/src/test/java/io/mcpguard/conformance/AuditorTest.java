package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An auditor follows docs/audit.md with a copy of a ledger, its key, and an answer with its
 * receipt: every indented line is run in a shell, and has to end and to say what its comment says.
 */
@NeedsPython
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditorTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path PROGRAM =
      Document.REPOSITORY.resolve("examples/verifiers/python/tlog_proof.py");

  @TempDir private static Path folder;
  private Path desk;
  private Map<String, String> known;

  @BeforeAll
  void aliceCallsAndTheGuardStops() throws Exception {
    Path guarded = Files.createDirectory(folder.resolve("guarded"));
    desk = Files.createDirectory(folder.resolve("desk"));
    String txn;
    String key;
    try (EchoToolServer upstream = EchoToolServer.start();
        Guard guard = Guard.serving(guarded, EchoGuard.configuration(upstream))) {
      String token = guard.login("echo", "echo.use").access();
      Answer paid = guard.client("echo", token).call("echo", "{\"text\":\"paid 12.50\"}");
      Files.writeString(desk.resolve("answer.json"), paid.body());
      txn = paid.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
      key = Files.readString(guard.ledger().resolve("verifier-key")).strip();
      guard.stop();
      copy(guard.ledger());
    }
    Files.copy(PROGRAM, desk.resolve("tlog_proof.py"));
    known = Map.of("KEY", key, "TXN", txn, "PATH", programs());
  }

  /** What leaves the machine: nothing that a guard keeps beside its ledger. */
  private void copy(Path ledger) throws Exception {
    assertThat(sh("cp -r '" + ledger + "' ledger", Map.of()).exit()).isZero();
  }

  /** The shell finds {@code mcp-guard} and {@code python3} where a reader would have them. */
  private String programs() throws Exception {
    String line =
        Guard.program().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path program =
        Files.writeString(bin.resolve("mcp-guard"), "#!/bin/sh\nexec " + line + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path python = PythonPrograms.python().orElseThrow().resolveSibling(".");
    return String.join(
        File.pathSeparator,
        bin.toString(),
        python.toString(),
        System.getenv().getOrDefault("PATH", ""));
  }

  private Finished sh(String line, Map<String, String> environment) throws Exception {
    return Child.run(List.of("sh", "-c", line), desk, environment, PATIENCE);
  }

  private static List<String> lines() throws Exception {
    return Files.readAllLines(Document.REPOSITORY.resolve("docs/audit.md")).stream()
        .filter(line -> line.startsWith("    "))
        .map(String::strip)
        .toList();
  }

  @Test
  void whoFollowsTheWalkSeesWhatItSays() throws Exception {
    assertThat(lines()).hasSizeGreaterThan(8);
    for (String line : lines()) {
      String[] parts = line.split(" {2}# ", 2);
      String said = parts.length == 2 ? parts[1] : "0: ";

      Finished finished = sh(line, known);

      assertThat(finished.exit() + ": " + finished.said())
          .as(line)
          .startsWith(said.substring(0, 3))
          .contains(said.substring(3));
    }
  }
}
