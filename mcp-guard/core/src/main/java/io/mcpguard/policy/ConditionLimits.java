package io.mcpguard.policy;

import java.time.Duration;

/**
 * How much one evaluation of one condition may cost. What exceeds any of these is an error, which
 * never permits.
 *
 * @param time how long an evaluation may take
 * @param iterations how many elements comprehensions may go through, nested ones counted each
 * @param values how many values of the arguments may be looked at
 * @param characters how many characters of the arguments may be looked at
 */
record ConditionLimits(Duration time, int iterations, int values, int characters) {
  /** Characters of a condition's text. */
  static final int EXPRESSION = 4096;

  /** Nesting of a condition. */
  static final int DEPTH = 32;

  /** Instructions of a compiled regular expression. */
  static final int REGEX_PROGRAM = 500;

  /** What is used outside of tests. */
  static ConditionLimits usual() {
    return new ConditionLimits(Duration.ofMillis(250), 1_000, 10_000, 64 * 1024);
  }
}
