package io.mcpguard.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What the guard set out to cost at most, held against one run. */
final class Goals {
  private static final double CPU_RATIO = 2.0;
  private static final double ADDED_P50_MICROS = 500;
  private static final double LIST_P50_MICROS = 3000;
  private static final double START_MILLIS = 1500;
  private static final double RESIDENT_MEGABYTES = 200;

  private Goals() {}

  static List<Goal> of(List<Figures> rows, double fsyncMicros, double startMillis) {
    List<Goal> goals = new ArrayList<>();
    for (Figures row : rows) {
      boolean closed = row.subject().equals(Workbench.GUARD);
      if (closed) {
        goals.add(cpu(row, row.yardstickAmong(rows)));
      }
      if ((closed && row.connections() == 1)
          || row.subject().equals(Workbench.GUARD + Workbench.AT_A_RATE)) {
        goals.add(addedP50(row, row.yardstickAmong(rows), fsyncMicros));
      }
    }
    rows.stream()
        .filter(row -> row.subject().equals(Workbench.LIST) && row.connections() == 1)
        .forEach(row ->
            goals.add(
                new Goal(
                    "p50 of a list of 500 tools from 20 upstreams, µs",
                    LIST_P50_MICROS,
                    row.p50Micros())));
    goals.add(new Goal("start to first served call, ms", START_MILLIS, startMillis));
    return goals;
  }

  static Goal resident(double megabytes) {
    return new Goal("resident memory after the soak, MB", RESIDENT_MEGABYTES, megabytes);
  }

  private static Goal cpu(Figures guard, Figures bare) {
    return new Goal(
        "CPU per call against " + Workbench.BARE + at(guard),
        CPU_RATIO,
        guard.cpuMicrosPerCall() / bare.cpuMicrosPerCall());
  }

  /**
   * Of one connection, and of several at a rate that both can serve: as fast as they answer, the
   * median of several is hardly more than connections by calls a second, which is CPU per call in
   * other words.
   */
  private static Goal addedP50(Figures guard, Figures bare, double fsyncMicros) {
    return new Goal(
        "added p50 of " + guard.subject() + ", µs" + at(guard),
        ADDED_P50_MICROS + 2 * fsyncMicros,
        guard.p50Micros() - bare.p50Micros());
  }

  private static String at(Figures row) {
    return " at " + row.connections() + " connections";
  }
}
