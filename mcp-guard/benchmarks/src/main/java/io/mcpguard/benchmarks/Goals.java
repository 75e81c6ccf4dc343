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
    for (Figures guard : rows) {
      if (guard.subject().equals(Workbench.GUARD)) {
        compare(guard, bare(rows, guard.connections()), fsyncMicros, goals);
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

  private static void compare(Figures guard, Figures bare, double fsyncMicros, List<Goal> goals) {
    String at = " at " + guard.connections() + " connections";
    goals.add(
        new Goal(
            "CPU per call against " + Workbench.BARE + at,
            CPU_RATIO,
            guard.cpuMicrosPerCall() / bare.cpuMicrosPerCall()));
    goals.add(
        new Goal(
            "added p50, µs" + at,
            ADDED_P50_MICROS + 2 * fsyncMicros,
            guard.p50Micros() - bare.p50Micros()));
  }

  private static Figures bare(List<Figures> rows, int connections) {
    return rows.stream()
        .filter(row -> row.subject().equals(Workbench.BARE) && row.connections() == connections)
        .findFirst()
        .orElseThrow();
  }
}
