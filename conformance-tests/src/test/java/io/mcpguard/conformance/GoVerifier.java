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

  /** The Go of this machine, if there is one. */
  static Optional<Path> go() {
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
    build();
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(arguments);
    return Child.run(command, SOURCE, Map.of(), RUN);
  }

  /** Go's own cache makes a second build cheap. */
  private static synchronized void build() throws InterruptedException {
    List<String> command =
        List.of(go().orElseThrow().toString(), "build", "-o", PROGRAM.toString(), ".");
    Map<String, String> pinned = Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-mod=readonly");
    Finished finished = Child.run(command, SOURCE, pinned, BUILD);
    if (finished.exit() != 0) {
      throw new IllegalStateException("go build failed: " + finished.said());
    }
  }
}
