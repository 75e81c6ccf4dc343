package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** Keeps the harness from rotting. It asserts right answers and never a time. */
class LoadHarnessTest {
  @Test
  void everySubjectAnswersEveryCallOfASmokeRunRightly() throws Exception {
    var printed = new ByteArrayOutputStream();

    Report report = new LoadHarness(Plan.SMOKE, new PrintStream(printed, true, UTF_8)).run();

    assertThat(report.rows())
        .extracting(Figures::subject)
        .contains(Workbench.DIRECT, Workbench.BARE);
    assertThat(report.rows()).allSatisfy(row -> assertThat(row.wrong()).isZero());
    assertThat(report.rows()).allSatisfy(row -> assertThat(row.calls()).isEqualTo(200));
    assertThat(printed.toString(UTF_8)).contains("CPU µs", "fsync");
  }
}
