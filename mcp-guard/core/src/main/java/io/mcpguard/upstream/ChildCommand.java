package io.mcpguard.upstream;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a stdio child.
 *
 * <p>The environment is everything the child gets: nothing of the guard's own is inherited, not
 * even {@code PATH}. The program itself is looked up on the guard's search path before it starts; a
 * program that starts others by name (such as {@code npx}) needs a {@code PATH} of its own here.
 *
 * @param name the upstream's name, for the log
 * @param arguments the program and its arguments, at least the program
 * @param environment every variable of the child; values are never printed
 * @param directory the child's working directory
 */
public record ChildCommand(
    String name, List<String> arguments, Map<String, String> environment, Path directory) {

  /** Refuses an empty command. */
  public ChildCommand {
    if (arguments.isEmpty() || arguments.getFirst().isEmpty()) {
      throw new IllegalArgumentException("upstream " + name + ": command must name a program");
    }
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * The program's file: as it is if it is spelled with a slash, else the first executable of that
   * name on the search path.
   *
   * @param searchPath folders, separated as {@code PATH} is
   */
  Optional<Path> program(String searchPath) {
    String program = arguments.getFirst();
    if (program.indexOf(File.separatorChar) >= 0) {
      return Optional.of(directory.resolve(program));
    }
    for (String folder : searchPath.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  /** The name alone: arguments and environment may hold secrets. */
  @Override
  public String toString() {
    return "ChildCommand[" + name + "]";
  }
}
