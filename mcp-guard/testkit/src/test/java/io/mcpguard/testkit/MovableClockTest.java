package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MovableClockTest {
  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");

  @Test
  void standsStillUntilItIsMoved() {
    Instant first = clock.instant();

    assertThat(clock.instant()).isEqualTo(first);
  }

  @Test
  void movesByExactlyWhatItIsTold() {
    clock.move(Duration.ofMillis(1));

    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-23T12:00:00.001Z"));
  }

  @Test
  void movesInEveryZoneAtOnce() {
    var there = clock.withZone(ZoneId.of("Asia/Tokyo"));

    clock.move(Duration.ofHours(1));

    assertThat(there.instant()).isEqualTo(clock.instant());
  }
}
