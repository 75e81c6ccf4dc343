package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes the kernel refuse a running program's writes to files: all of them, or those that need new
 * room in large files ({@code RLIMIT_FSIZE}, setrlimit(2)). Needs no privilege and no mount, and
 * nobody else on the machine notices.
 */
final class DiskLimit {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final long pid;

  private DiskLimit(long pid) {
    this.pid = pid;
  }

  /** What happens meanwhile. */
  @FunctionalInterface
  interface Meanwhile {
    void run() throws Exception;
  }

  /** No byte can be written to any file. */
  static void unwritable(long pid, Meanwhile meanwhile) throws Exception {
    new DiskLimit(pid).during("0", meanwhile);
  }

  /** No file can grow to {@code bytes}; what is smaller, or allocated before, can be written. */
  static void full(long pid, long bytes, Meanwhile meanwhile) throws Exception {
    new DiskLimit(pid).during(Long.toString(bytes - 1), meanwhile);
  }

  private void during(String soft, Meanwhile meanwhile) throws Exception {
    allow(soft);
    try {
      meanwhile.run();
    } finally {
      allow("unlimited");
    }
  }

  private void allow(String soft) throws InterruptedException {
    Finished set =
        Child.run(
            List.of("prlimit", "--pid", Long.toString(pid), "--fsize=" + soft + ":"),
            Path.of("/"),
            Map.of(),
            PATIENCE);
    assertThat(set.exit()).as(set.said()).isZero();
  }
}
