package io.mcpguard.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.export.ExportStanding.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an export stands to its log. */
class ExportStandingTest {
  private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration MOST = Duration.ofSeconds(60);

  private final ExportStanding current = ExportStanding.at(START).current(START, 5);

  @ParameterizedTest
  @CsvSource({"0,WAITING", "59,WAITING", "60,BEHIND", "600,BEHIND"})
  void whatIsNotTakenWaitsUntilItIsLate(long seconds, State state) {
    ExportStanding after = current.lacking(START.plusSeconds(seconds), 5, MOST);

    assertThat(after).isEqualTo(new ExportStanding(state, START, 5));
    assertThat(after.isAlarming()).isEqualTo(state == State.BEHIND);
  }

  @ParameterizedTest
  @CsvSource({"0,CURRENT", "59,CURRENT", "60,BEHIND"})
  void whatIsTakenAsItComesIsWellUntilItIsLate(long seconds, State state) {
    assertThat(current.taking(START.plusSeconds(seconds), 6, MOST))
        .isEqualTo(new ExportStanding(state, START, 6));
  }

  /** Whoever hangs in a sink says nothing: what it lacks, and since when, tells. */
  @ParameterizedTest
  @CsvSource({"59,6,CURRENT", "60,6,BEHIND", "600,6,BEHIND", "600,5,CURRENT"})
  void whatNobodySaidIsSeenByTheAgeOfItsPlace(long seconds, long head, State state) {
    assertThat(current.seen(START.plusSeconds(seconds), head, MOST))
        .isEqualTo(new ExportStanding(state, START, 5));
  }

  @Test
  void whoIsDeadStaysDeadAndIsAlarming() {
    ExportStanding dead = current.dead();

    assertThat(dead.seen(START.plusSeconds(600), 6, MOST)).isEqualTo(dead);
    assertThat(dead.state()).isEqualTo(State.DEAD);
    assertThat(dead.isAlarming()).isTrue();
  }

  @Test
  void whoHasAllIsCurrentAgain() {
    Instant later = START.plusSeconds(600);

    assertThat(current.lacking(later, 5, MOST).current(later, 9))
        .isEqualTo(new ExportStanding(State.CURRENT, later, 9));
  }
}
