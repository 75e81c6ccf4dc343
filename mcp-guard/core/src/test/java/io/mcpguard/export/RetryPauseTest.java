package io.mcpguard.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** "Exponential backoff … must have a random jitter" (OTLP 1.x, OTLP/HTTP Connection). */
class RetryPauseTest {
  private final RetryPause least = new RetryPause(() -> 0);

  private static List<Long> pauses(RetryPause retry, int count) {
    return Stream.generate(() -> retry.afterFailure(Duration.ZERO).toMillis())
        .limit(count)
        .toList();
  }

  @Test
  void pausesDoubleUpToAMinuteOfWhichHalfIsChance() {
    assertThat(pauses(least, 8))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L);
  }

  @Test
  void chanceAddsNoMoreThanTheOtherHalf() {
    RetryPause any = new RetryPause(new java.util.Random(7));

    assertThat(pauses(any, 100)).allMatch(pause -> pause >= 500 && pause <= 60_000);
  }

  @Test
  void aSinkIsLeftAloneForAsLongAsItWants() {
    assertThat(least.afterFailure(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
    assertThat(least.afterFailure(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aSuccessBeginsAnew() {
    pauses(least, 3);
    least.reset();

    assertThat(pauses(least, 1)).containsExactly(500L);
  }
}
