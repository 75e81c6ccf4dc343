package io.mcpguard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.audit.WitnessStanding.State;
import io.mcpguard.ledger.WitnessReport;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a log counts as unwitnessed. */
class WitnessStandingTest {
  private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final WitnessReport SILENCE = new WitnessReport.Unanswered("refused");
  private static final WitnessStanding WITNESSED = new WitnessStanding(State.WITNESSED, START);

  private static WitnessStanding silent(WitnessStanding before, Duration after) {
    return before.after(SILENCE, START.plus(after), MOST);
  }

  @Test
  void aWitnessThatIsAwayForAMomentIsNoAlarm() {
    assertThat(silent(WITNESSED, MOST.minusSeconds(1)))
        .returns(State.WAITING, WitnessStanding::state)
        .returns(false, WitnessStanding::isAlarming);
  }

  @Test
  void aWitnessThatIsAwayForTooLongIs() {
    assertThat(silent(WITNESSED, MOST))
        .returns(State.UNWITNESSED, WitnessStanding::state)
        .returns(true, WitnessStanding::isAlarming);
  }

  @Test
  void theTimeCountsFromTheStartWhereNobodyEverCosigned() {
    assertThat(silent(WitnessStanding.at(START), MOST).state()).isEqualTo(State.UNWITNESSED);
  }

  @Test
  void theTimeCountsOnWhileTheWitnessStaysAway() {
    WitnessStanding once = silent(WITNESSED, Duration.ofMinutes(6));

    assertThat(silent(once, MOST).state()).isEqualTo(State.UNWITNESSED);
  }

  @Test
  void aLogInWhichNothingHappensIsNotUnwitnessed() {
    WitnessStanding idle = WITNESSED.idle(START.plus(Duration.ofDays(3)));

    assertThat(silent(idle, Duration.ofDays(3).plusMinutes(1)).state()).isEqualTo(State.WAITING);
  }

  @Test
  void whatWasCosignedBeforeTheStartIsWitnessed() {
    assertThat(WitnessStanding.at(START).idle(START).state()).isEqualTo(State.WITNESSED);
  }

  @Test
  void aRollbackAndAForkAreAlarmsAtOnce() {
    assertThat(WITNESSED.after(new WitnessReport.RolledBack(7), START, MOST).isAlarming()).isTrue();
    assertThat(WITNESSED.after(new WitnessReport.Forked(), START, MOST).isAlarming()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROLLED_BACK", "FORKED"})
  void silenceDoesNotEndThem(State state) {
    assertThat(silent(new WitnessStanding(state, START), Duration.ofSeconds(1)).state())
        .isEqualTo(state);
  }
}
