package io.mcpguard.upstream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starting a child with nothing inherited, and stopping it with all that it started. */
final class Spawning {
  private static final Logger LOG = LoggerFactory.getLogger(Spawning.class);

  private Spawning() {}

  static Process spawn(ChildCommand command) throws IOException {
    String searchPath = System.getenv().getOrDefault("PATH", "");
    Path program =
        command
            .program(searchPath)
            .orElseThrow(() ->
                new IOException(
                    "upstream "
                        + command.name()
                        + ": the program of its command is not on the search path"));
    List<String> arguments = new ArrayList<>(command.arguments());
    arguments.set(0, program.toString());
    ProcessBuilder builder = new ProcessBuilder(arguments).directory(command.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    return builder.start();
  }

  /**
   * Waits for the child to leave by itself, its stdin being closed; then TERM, then KILL. What it
   * started goes the same way: a process may outlive its parent, so the family is noted before each
   * step.
   */
  static void stop(Process process, Duration grace) throws InterruptedException {
    Set<ProcessHandle> family = new LinkedHashSet<>();
    note(process, family);
    if (!ended(process.toHandle(), grace)) {
      note(process, family);
    }
    family.forEach(ProcessHandle::destroy);
    if (!allEnded(family, grace)) {
      note(process, family);
      family.forEach(ProcessHandle::destroyForcibly);
      if (!allEnded(family, grace)) {
        LOG.warn("a child process does not end even when killed");
      }
    }
  }

  private static void note(Process process, Set<ProcessHandle> family) {
    family.add(process.toHandle());
    process.descendants().forEach(family::add);
  }

  private static boolean ended(ProcessHandle handle, Duration within) throws InterruptedException {
    return allEnded(Set.of(handle), within);
  }

  private static boolean allEnded(Set<ProcessHandle> handles, Duration within)
      throws InterruptedException {
    CompletableFuture<?>[] ends =
        handles.stream()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException unexpected) {
      throw new IllegalStateException("waiting for a process failed", unexpected);
    }
  }
}
