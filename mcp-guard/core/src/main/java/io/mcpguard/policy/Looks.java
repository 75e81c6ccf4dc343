package io.mcpguard.policy;

import java.util.function.LongSupplier;

/** What one evaluation has used of its limits so far. Not for more than one thread. */
final class Looks {
  private final LongSupplier nanos;
  private final long end;
  private int values;
  private int characters;

  Looks(ConditionLimits limits, LongSupplier nanos) {
    this.nanos = nanos;
    this.end = nanos.getAsLong() + limits.time().toNanos();
    this.values = limits.values();
    this.characters = limits.characters();
  }

  /** Counts a value of so many characters. */
  void look(int length) {
    values--;
    characters -= Math.min(length, characters + 1);
    if (values < 0 || characters < 0) {
      throw new LimitExceeded("the condition looks at more of the arguments than it may");
    }
  }

  void checkTime() {
    if (isLate()) {
      throw new LimitExceeded("the condition takes longer than it may");
    }
  }

  boolean isLate() {
    return nanos.getAsLong() - end > 0;
  }

  /** Ends an evaluation that costs too much. */
  static final class LimitExceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitExceeded(String message) {
      super(message, null, false, false);
    }
  }
}
