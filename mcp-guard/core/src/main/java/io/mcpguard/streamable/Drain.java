package io.mcpguard.streamable;

import io.mcpguard.exchange.Deadline;
import java.time.Duration;
import java.util.Optional;

/** Whether the guard stops, and what time those have still who wait for an answer. */
final class Drain {
  private volatile Optional<Deadline> answers = Optional.empty();

  void begin(Duration toAnswer) {
    answers = Optional.of(Deadline.in(toAnswer));
  }

  boolean hasBegun() {
    return answers.isPresent();
  }

  /** Whether the time for answers is over as well. */
  boolean isOver() {
    return answers.filter(Deadline::isOver).isPresent();
  }

  /** The time left for answers; none while nothing stops. */
  Duration left() {
    return answers.map(Deadline::left).orElse(Duration.ZERO);
  }
}
