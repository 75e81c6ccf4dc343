package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pause before a child that ended is started again. */
class ChildTimingTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final ChildTiming timing = ChildTiming.standard();

  @Test
  void itDoublesUntilTheLongest() {
    Stream<Long> pauses =
        Stream.iterate(timing.after(NONE, NONE), last -> timing.after(last, NONE))
            .limit(9)
            .map(Duration::toMillis);

    assertThat(pauses)
        .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
  }

  @Test
  void itBeginsAnewAfterAChildThatSettled() {
    assertThat(timing.after(Duration.ofSeconds(30), SETTLED)).isEqualTo(timing.firstPause());
  }

  @Test
  void itGoesOnAfterAChildThatAlmostDid() {
    assertThat(timing.after(Duration.ofSeconds(4), SETTLED.minusNanos(1)))
        .isEqualTo(Duration.ofSeconds(8));
  }
}
