package io.mcpguard.conformance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waits for what a child program does, as long as it runs and the time lasts. */
final class Waiting {
  private Waiting() {}

  /**
   * What {@code look} finds, asked again whenever the child has run on for a moment.
   *
   * @throws IllegalStateException with all that the child said, when it ended or the time is over
   */
  static <T> T until(Child child, Duration atMost, Callable<Optional<T>> look) throws Exception {
    long end = System.nanoTime() + atMost.toNanos();
    boolean runs = true;
    while (runs && System.nanoTime() < end) {
      runs = child.runs();
      Optional<T> found = look.call();
      if (found.isPresent()) {
        return found.get();
      }
    }
    String why = runs ? "nothing came within " + atMost : "the program has ended";
    throw new IllegalStateException(why + ":\n" + child.out() + child.err());
  }
}
