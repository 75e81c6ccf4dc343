package io.mcpguard.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The results of one run, as a table for people and as JSON for scripts.
 *
 * @param rows subjects at numbers of connections
 * @param fsyncMicros the median of an append with fsync in the ledger's folder in this run
 * @param startMillis from the start of the guard's process to its first right answer to a call
 * @param goals the limits that could be checked in this run
 */
record Report(List<Figures> rows, double fsyncMicros, double startMillis, List<Goal> goals) {

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%5s  %-18s %9s %9s %9s %10s %7s %7s %7s %6s%n",
        "conns",
        "subject",
        "calls/s",
        "p50 µs",
        "p99 µs",
        "CPU µs",
        "× CPU",
        "× p50",
        "RSS MB",
        "wrong");
    for (Figures row : rows) {
      out.printf(
          Locale.ROOT,
          "%5d  %-18s %9.0f %9.0f %9.0f %10.1f %7.2f %7.2f %7.0f %6d%n",
          row.connections(),
          row.subject(),
          row.callsPerSecond(),
          row.p50Micros(),
          row.p99Micros(),
          row.cpuMicrosPerCall(),
          row.cpuMicrosPerCall() / row.yardstickAmong(rows).cpuMicrosPerCall(),
          row.p50Micros() / row.yardstickAmong(rows).p50Micros(),
          row.residentMegabytes(),
          row.wrong());
    }
    out.printf(Locale.ROOT, "fsync of 1 KiB in the ledger's folder: p50 %.0f µs%n", fsyncMicros);
    out.printf(Locale.ROOT, "guard: first call served %.0f ms after its start%n", startMillis);
    out.println(
        "× is against "
            + Workbench.BARE
            + " at the same number of connections, where there is one with the same answer");
    goals.forEach(out::println);
  }

  String json() {
    return rows.stream()
            .map(Report::json)
            .collect(
                Collectors.joining(
                    ",\n  ",
                    "{\n\"rows\":[\n  ",
                    "],\n\"fsync_p50_us\":"
                        + number(fsyncMicros)
                        + ",\n\"start_ms\":"
                        + number(startMillis)
                        + ",\n\"goals\":["
                        + goalsJson()))
        + "]\n}\n";
  }

  private String goalsJson() {
    return goals.stream()
        .map(goal ->
            "\n  {\"goal\":\"%s\",\"limit\":%s,\"measured\":%s,\"met\":%b}"
                .formatted(goal.says(), number(goal.limit()), number(goal.measured()), goal.met()))
        .collect(Collectors.joining(","));
  }

  private static String json(Figures row) {
    return ("{\"connections\":%d,\"subject\":\"%s\",\"calls\":%d,\"wrong\":%d,\"calls_per_s\":%s,"
            + "\"p50_us\":%s,\"p99_us\":%s,\"cpu_us_per_call\":%s,\"rss_mb\":%s}")
        .formatted(
            row.connections(),
            row.subject(),
            row.calls(),
            row.wrong(),
            number(row.callsPerSecond()),
            number(row.p50Micros()),
            number(row.p99Micros()),
            number(row.cpuMicrosPerCall()),
            number(row.residentMegabytes()));
  }

  /** JSON has no NaN: what could not be measured is null. */
  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "null";
  }
}
