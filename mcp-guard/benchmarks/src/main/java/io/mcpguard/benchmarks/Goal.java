package io.mcpguard.benchmarks;

import java.util.Locale;

/**
 * A limit that was set beforehand, and what was measured. Never an assertion: it is printed, and a
 * noisy machine fails nobody's build.
 */
record Goal(String says, double limit, double measured) {
  boolean met() {
    return measured <= limit;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-8s %s: %.2f (at most %.2f)",
        met() ? "met" : "NOT MET",
        says,
        measured,
        limit);
  }
}
