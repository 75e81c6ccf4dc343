package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child is asked to leave in three steps, each of them only where the one before did not help:
 * the end of its input, TERM, KILL (2025-11-25, basic/lifecycle, shutdown of stdio).
 */
@Timeout(120)
class SpawningTest {
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void kill() {
    started.forEach(Process::destroyForcibly);
  }

  /** It takes its time, so that a TERM too soon would find it still there. */
  @Test
  void aChildThatLeavesAtTheEndOfItsInputGetsNoTerm() throws Exception {
    Process child = start("trap 'exit 15' TERM; echo ready; read -r end; sleep 0.3; exit 4");

    stop(child, Duration.ofSeconds(60));

    assertThat(child.exitValue()).isEqualTo(4);
  }

  @Test
  void aChildThatLeavesAtTermIsNotKilled() throws Exception {
    Process child = start("trap 'exit 15' TERM; echo ready; while :; do sleep 0.1; done");

    stop(child, Duration.ofSeconds(4));

    assertThat(child.exitValue()).isEqualTo(15);
  }

  @Test
  void aChildThatLeavesAtNothingIsKilled() throws Exception {
    Process child = start("trap '' TERM; echo ready; while :; do sleep 0.1; done");

    stop(child, Duration.ofMillis(300));

    assertThat(child.waitFor()).isEqualTo(KILLED);
  }

  /** Returns once the child says that it knows what to do at TERM. */
  private Process start(String script) throws Exception {
    Process child =
        Spawning.spawn(
            new ChildCommand(
                "test", List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), directory));
    started.add(child);
    BufferedReader said = child.inputReader();
    assertThat(said.readLine()).isEqualTo("ready");
    return child;
  }

  private static void stop(Process child, Duration grace) throws Exception {
    child.getOutputStream().close();
    Spawning.stop(child, grace);
  }
}
