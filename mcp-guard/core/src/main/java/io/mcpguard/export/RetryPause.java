package io.mcpguard.export;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a sink is left alone after it failed: a second, then twice as long each time, a minute
 * at most, of which up to a half is left to chance ("must have a random jitter", OTLP 1.x,
 * OTLP/HTTP Connection). For one thread.
 */
final class RetryPause {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final RandomGenerator random;
  private Duration next = FIRST;

  RetryPause(RandomGenerator random) {
    this.random = random;
  }

  /** The pause after one more failure, and no shorter than the sink wants it. */
  Duration afterFailure(Duration wanted) {
    long millis = next.toMillis();
    Duration pause = Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    return pause.compareTo(wanted) < 0 ? wanted : pause;
  }

  /** The sink took something. */
  void reset() {
    next = FIRST;
  }
}
