package io.mcpguard.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program in {@code go}, which checks a ledger with Go's own transparency log packages. Built
 * when it is first asked for.
 */
final class GoVerifier {
  private static final Duration BUILD = Duration.ofMinutes(5);
  private static final Duration RUN = Duration.ofMinutes(1);
  private static final Path SOURCE = NodePrograms.HOME.resolve("go");
  private static final Path PROGRAM = NodePrograms.HOME.resolve("target/go-ledger");

  private GoVerifier() {}

  /** What is missing; empty where the program is there. */
  static Optional<String> lack() {
    if (go().isEmpty()) {
      return Optional.of("go is not on the PATH");
    }
    try {
      return build() == 0
          ? Optional.empty()
          : Optional.of("this Go cannot build conformance-tests/go, which needs golang.org/x/mod");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Go was building", e);
    }
  }

  private static Optional<Path> go() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path go = Path.of(folder, "go");
      if (Files.isExecutable(go)) {
        return Optional.of(go);
      }
    }
    return Optional.empty();
  }

  /** Runs it. */
  static Finished run(List<String> arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(arguments);
    return Child.run(command, SOURCE, Map.of(), RUN);
  }

  /** Go's own cache makes a second build cheap. */
  private static synchronized int build() throws InterruptedException {
    List<String> command =
        List.of(go().orElseThrow().toString(), "build", "-o", PROGRAM.toString(), ".");
    Map<String, String> pinned = Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-mod=readonly");
    return Child.run(command, SOURCE, pinned, BUILD).exit();
  }
}
