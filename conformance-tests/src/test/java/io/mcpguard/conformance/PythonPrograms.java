package io.mcpguard.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Python of this machine that has the library of the programs: not always the first one. */
final class PythonPrograms {
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Optional<Path> PYTHON = find();

  private PythonPrograms() {}

  /** The first {@code python3} of the {@code PATH} that knows {@code jwcrypto}. */
  static Optional<Path> python() {
    return PYTHON;
  }

  private static Optional<Path> find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path python = Path.of(folder, "python3");
      if (Files.isExecutable(python) && hasLibrary(python)) {
        return Optional.of(python);
      }
    }
    return Optional.empty();
  }

  private static boolean hasLibrary(Path python) {
    List<String> command = List.of(python.toString(), "-c", "import jwcrypto.jws");
    try {
      return Child.run(command, NodePrograms.HOME, Map.of(), LOOK).exit() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Python was looked for", e);
    }
  }
}
