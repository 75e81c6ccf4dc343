package io.mcpguard.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child program with its outputs in files, so that it never waits for its reader. */
final class Child implements AutoCloseable {
  /**
   * A guard that stops has ten seconds of its own; one that is killed meanwhile may lose records.
   */
  private static final int TO_END_S = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a program; {@code environment} is added to this process's own. */
  static Child start(List<String> command, Path directory, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile("child", ".out");
      Path err = Files.createTempFile("child", ".err");
      out.toFile().deleteOnExit();
      err.toFile().deleteOnExit();
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().putAll(environment);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Child(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("could not start " + command.getFirst(), e);
    }
  }

  /** Runs a program to its end; one that is still running then is killed and reported. */
  static Finished run(
      List<String> command, Path directory, Map<String, String> environment, Duration atMost)
      throws InterruptedException {
    try (Child child = start(command, directory, environment)) {
      return child.await(atMost);
    }
  }

  Finished await(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("still running after " + atMost + ":\n" + out() + err());
    }
    return new Finished(process.exitValue(), out(), err());
  }

  /** Waits a moment for the program to end, and says whether it goes on running. */
  boolean runs() throws InterruptedException {
    return !process.waitFor(20, TimeUnit.MILLISECONDS);
  }

  /** Asks the program to end (SIGTERM), and does not wait for that. */
  void terminate() {
    process.destroy();
  }

  /** Kills the program at once (SIGKILL), whatever it is doing, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(TO_END_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still there after SIGKILL");
    }
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read(out);
  }

  /** The lines of its output that are whole: it may be writing another one just now. */
  Stream<String> lines() {
    String said = out();
    return said.substring(0, said.lastIndexOf('\n') + 1).lines();
  }

  String err() {
    return read(err);
  }

  /** Ends the program and everything it started. */
  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    if (!process.onExit().completeOnTimeout(process, TO_END_S, TimeUnit.SECONDS).join().isAlive()) {
      family.forEach(ProcessHandle::destroy);
    } else {
      process.destroyForcibly().onExit().join();
      family.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String read(Path file) {
    try {
      // Decoded with a mark where the last character is cut off.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
