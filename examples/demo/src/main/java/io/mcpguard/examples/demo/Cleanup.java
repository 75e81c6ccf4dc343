package io.mcpguard.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** What must go at the end: what came last goes first, and each goes whatever the others do. */
final class Cleanup implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Takes on a part that was just made. */
  synchronized <T extends AutoCloseable> T of(T part) {
    parts.push(part);
    return part;
  }

  /** Makes a folder that goes with all that is in it. */
  Path folder(String prefix) throws IOException {
    Path folder = Files.createTempDirectory(prefix);
    of(() -> delete(folder));
    return folder;
  }

  /** Once, whoever asks first; others wait until all is gone. */
  @Override
  public synchronized void close() throws IOException {
    List<Exception> faults = new ArrayList<>();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception fault) {
        faults.add(fault);
      }
    }
    if (!faults.isEmpty()) {
      IOException all = new IOException("not all of it could be closed", faults.getFirst());
      faults.stream().skip(1).forEach(all::addSuppressed);
      throw all;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
