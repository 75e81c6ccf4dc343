package io.mcpguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
  @Test
  void userAndSystemTicksAreCountedBehindACommandNameWithBlanksAndBrackets() {
    String stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 70 30 5 6 20 0 9 0 1 2 3";

    assertThat(ProcessFigures.ticks(stat)).isEqualTo(100);
  }

  @Test
  void aProcessThatHasEndedCountsNothing() {
    assertThat(ProcessFigures.ticks("")).isZero();
  }

  @Test
  void residentMemoryIsTheLineOfThatName() {
    assertThat(ProcessFigures.residentKilobytes("VmHWM:\t  9 kB\nVmRSS:\t  7 kB\n")).isEqualTo(7);
  }
}
