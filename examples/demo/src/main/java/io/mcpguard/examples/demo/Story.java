package io.mcpguard.examples.demo;

import java.io.PrintStream;

/** Tells what happens, line by line, and keeps whether all of it went as it should. */
final class Story {
  private final PrintStream out;
  private int steps;
  private int failed;

  Story(PrintStream out) {
    this.out = out;
  }

  void tell(String line) {
    out.println(line);
  }

  /** One step: what was done, and what it proves if {@code held}. */
  void show(String done, String proves, Held held) {
    steps++;
    switch (held) {
      case YES -> out.printf("%2d  %s%n      ✓ %s%n", steps, done, proves);
      case NO -> {
        failed++;
        out.printf("%2d  %s%n      ✗ NOT SHOWN: %s%n", steps, done, proves);
      }
    }
  }

  /** Whether a step showed what it should. */
  enum Held {
    YES,
    NO;

    static Held of(Object expected, Object seen) {
      return expected.equals(seen) ? YES : NO;
    }
  }

  int exitCode() {
    return failed == 0 ? 0 : 1;
  }
}
