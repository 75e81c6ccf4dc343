package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an auditor holds of a guard that is gone: a copy of the ledger, its key, and what came with
 * one call of alice's. Here the lines of a document are run, in a shell.
 */
final class Desk {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path PROGRAM =
      Document.REPOSITORY.resolve("examples/verifiers/python/tlog_proof.py");

  private final Path folder;
  private final Map<String, String> known;

  private Desk(Path folder, Map<String, String> known) {
    this.folder = folder;
    this.known = known;
  }

  /** Lets alice call a tool, puts down what there is of the call, and stops the guard. */
  static Desk afterOneCall(Path parent) throws Exception {
    Path guarded = Files.createDirectory(parent.resolve("guarded"));
    Path folder = Files.createDirectory(parent.resolve("desk"));
    try (EchoToolServer upstream = EchoToolServer.start();
        Guard guard = Guard.serving(guarded, EchoGuard.configuration(upstream))) {
      String token = guard.login("echo", "echo.use").access();
      Answer paid = guard.client("echo", token).call("echo", "{\"text\":\"paid 12.50\"}");
      Files.writeString(folder.resolve("answer.json"), paid.body());
      String txn = paid.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
      String assertion =
          upstream.takeCalls().stream()
              .flatMap(call -> call.header("Txn-Token").stream())
              .findFirst()
              .orElseThrow();
      Files.writeString(folder.resolve("assertion.jwt"), assertion);
      URI proof = guard.url().resolve("/audit/v1/proof/" + txn);
      String json = "application/vnd.in-toto+json";
      keep(proof, token, json, folder.resolve("statement.json"));
      keep(proof, token, "text/plain", folder.resolve("call.tlog-proof"));
      URI keys = guard.url().resolve("/.well-known/jwks.json");
      keep(keys, token, "application/json", folder.resolve("jwks.json"));
      String key = Files.readString(guard.ledger().resolve("verifier-key")).strip();
      guard.stop();
      Desk desk = new Desk(folder, Map.of("KEY", key, "TXN", txn, "PATH", path(parent)));
      // What leaves the machine: nothing that a guard keeps beside its ledger.
      assertThat(desk.sh("cp -r '" + guard.ledger() + "' ledger").exit()).isZero();
      Files.copy(PROGRAM, folder.resolve("tlog_proof.py"));
      return desk;
    }
  }

  private static void keep(URI at, String token, String form, Path file)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = Fetching.get(at, token, form);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Files.writeString(file, answer.body());
  }

  /** The shell finds {@code mcp-guard} and {@code python3} where a reader would have them. */
  private static String path(Path parent) throws IOException {
    String line =
        Guard.program().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path bin = Files.createDirectory(parent.resolve("bin"));
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

  private Finished sh(String line) throws InterruptedException {
    return Child.run(List.of("sh", "-c", line), folder, known, PATIENCE);
  }

  /**
   * Runs every indented line, which has to end as its comment says, {@code # 1: does not hold}:
   * with this exit and these words. Without a comment it has to end well.
   */
  void follow(List<String> document) throws InterruptedException {
    List<String> lines =
        document.stream().filter(line -> line.startsWith("    ")).map(String::strip).toList();
    assertThat(lines).hasSizeGreaterThan(8);
    for (String line : lines) {
      String[] parts = line.split(" {2}# ", 2);
      String said = parts.length == 2 ? parts[1] : "0: ";

      Finished finished = sh(line);

      assertThat(finished.exit() + ": " + finished.said())
          .as(line)
          .startsWith(said.substring(0, 3))
          .contains(said.substring(3));
    }
  }
}
