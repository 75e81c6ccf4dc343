package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that the harness started and stops; our own Java subjects also end when it is gone. */
final class ChildProcess implements AutoCloseable {
  private static final String ANNOUNCEMENT = "listening ";

  private final Process process;

  ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts {@code main} in a JVM like this one; what it says on standard error goes to a file. */
  static ChildProcess java(Class<?> main, Path directory, List<String> flags, String... args)
      throws IOException {
    List<String> command = javaCommand(flags, main.getName());
    command.addAll(List.of(args));
    return start(command, directory.resolve(main.getSimpleName() + ".log"));
  }

  /** The start of a command that runs {@code main} in a JVM like this one. */
  static List<String> javaCommand(List<String> flags, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    return command;
  }

  static ChildProcess start(List<String> command, Path log) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  /** Waits for the child's announcement of its port. */
  int port() throws IOException {
    List<String> said = saidUntil(ANNOUNCEMENT);
    return Integer.parseInt(said.getLast().substring(ANNOUNCEMENT.length()));
  }

  /**
   * What the child says up to the line that begins with {@code last}; what it says later is thrown
   * away.
   */
  List<String> saidUntil(String last) throws IOException {
    BufferedReader out = process.inputReader(UTF_8);
    List<String> said = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith(last)) {
        Thread.ofVirtual().start(() -> drain(out));
        return said;
      }
    }
    throw new IOException("the process ended before it said " + last + ", after " + said);
  }

  /** Throws away whatever the child says, until it ends. */
  void ignore() {
    drain(process.inputReader(UTF_8));
  }

  /** A child whose pipe is full would stand still. */
  private static void drain(BufferedReader out) {
    try (out) {
      out.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // The process is gone, and with it what there was to read.
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroy);
  }

  /** Called in the child: tells the port, then ends the JVM when the harness is gone. */
  static void announce(int port) {
    System.out.println(ANNOUNCEMENT + port);
    System.out.flush();
    try {
      // The harness never writes; only the end of the stream means something.
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.exit(0);
  }

  /** A folder under the system's temporary one, removed by {@link #removeTree}. */
  static Path workFolder() throws IOException {
    return Files.createTempDirectory("mcp-guard-load");
  }

  static void removeTree(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
