package io.mcpguard.upstream;

import java.time.Duration;

/**
 * How long a stdio child is waited for.
 *
 * @param firstPause before the first restart; doubles with every further one
 * @param longestPause between restarts
 * @param settled after which a child counts as well, and the pause begins anew
 * @param grace between closing stdin and TERM, and between TERM and KILL
 */
public record ChildTiming(
    Duration firstPause, Duration longestPause, Duration settled, Duration grace) {

  /** 250 ms doubling to 30 s, settled after a minute, 2 s of grace. */
  public static ChildTiming standard() {
    return new ChildTiming(
        Duration.ofMillis(250),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(2));
  }

  /**
   * The pause before the next restart.
   *
   * @param pause the last one, zero where there was none
   * @param lived how long the child did since
   */
  Duration after(Duration pause, Duration lived) {
    if (pause.isZero() || lived.compareTo(settled) >= 0) {
      return firstPause;
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
  }
}
