package io.mcpguard.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Node programs of the tests, installed by {@code npm ci} from the lock files when they are
 * first asked for. {@code node} holds a Node of our own, because the machine's may be too old for
 * the programs; {@code programs}, and the folders of examples, are installed and run with that one.
 */
final class NodePrograms {
  private static final Duration INSTALL = Duration.ofMinutes(8);

  /** The module's folder. */
  static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  private static final Path NODE = HOME.resolve("node");
  private static final Path PROGRAMS = HOME.resolve("programs");
  private static final Path BIN = NODE.resolve("node_modules/node/bin");

  private NodePrograms() {}

  /** The npm of this machine, if there is one. */
  static Optional<Path> npm() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path npm = Path.of(folder, "npm");
      if (Files.isExecutable(npm)) {
        return Optional.of(npm);
      }
    }
    return Optional.empty();
  }

  /** The command line that runs a file of an installed package with our Node. */
  static List<String> command(String file, String... arguments) {
    install();
    List<String> command = new ArrayList<>();
    command.add(node().toString());
    command.add(PROGRAMS.resolve("node_modules").resolve(file).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command line that runs a file of ours beside the installed packages. */
  static List<String> own(String file, String... arguments) {
    install();
    List<String> command = new ArrayList<>();
    command.add(node().toString());
    command.add(PROGRAMS.resolve(file).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a file of an installed package to its end. */
  static Finished run(
      Duration atMost, Map<String, String> environment, String file, String... arguments)
      throws InterruptedException {
    return Child.run(command(file, arguments), PROGRAMS, environment, atMost);
  }

  /** Runs a file of another folder of the repository, which has a lock file of its own. */
  static Finished runIn(Path folder, Duration atMost, String file, String... arguments)
      throws InterruptedException {
    install(folder);
    List<String> command = new ArrayList<>();
    command.add(node().toString());
    command.add(file);
    command.addAll(List.of(arguments));
    return Child.run(command, folder, Map.of(), atMost);
  }

  /** Our Node. */
  static Path node() {
    return BIN.resolve("node");
  }

  /** An environment whose {@code PATH} finds our Node first. */
  static Map<String, String> path() {
    return Map.of("PATH", BIN + File.pathSeparator + System.getenv().getOrDefault("PATH", ""));
  }

  private static void install() {
    install(PROGRAMS);
  }

  private static synchronized void install(Path folder) {
    try (FileChannel channel =
            FileChannel.open(
                HOME.resolve("node/.installing"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid()) {
        install(NODE, Map.of());
        install(folder, path(), "--ignore-scripts");
      }
    } catch (IOException e) {
      throw new IllegalStateException("the Node programs could not be installed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Node programs were installed", e);
    }
  }

  /** Installs unless what is installed came from this very lock file. */
  private static void install(Path folder, Map<String, String> environment, String... more)
      throws IOException, InterruptedException {
    Path done = folder.resolve("node_modules/.installed-from");
    String lock = Files.readString(folder.resolve("package-lock.json"));
    if (Files.exists(done) && Files.readString(done).equals(lock)) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(npm().orElseThrow().toString());
    command.addAll(List.of("ci", "--no-audit", "--no-fund"));
    command.addAll(List.of(more));
    Finished finished = Child.run(command, folder, environment, INSTALL);
    if (finished.exit() != 0) {
      throw new IOException("npm ci failed in " + folder.getFileName() + ": " + finished.said());
    }
    Files.writeString(done, lock);
  }
}
