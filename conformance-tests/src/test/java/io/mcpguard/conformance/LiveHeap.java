package io.mcpguard.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a JVM's objects take that are still reachable, which is counted after a full collection. */
final class LiveHeap {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private LiveHeap() {}

  static long bytes(long pid) throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> command = List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram");
    Finished finished = Child.run(command, Path.of("").toAbsolutePath(), Map.of(), PATIENCE);
    return finished
        .out()
        .lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.strip().split(" +", -1))
        .mapToLong(columns -> Long.parseLong(columns[2]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("jcmd said " + finished));
  }
}
