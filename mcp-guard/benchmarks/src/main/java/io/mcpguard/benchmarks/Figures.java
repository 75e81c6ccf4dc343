package io.mcpguard.benchmarks;

import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One row of the table: a subject at a number of connections, over all rounds. Rates are medians of
 * the rounds, because a neighbour's burst spoils one round and not the median; percentiles are over
 * all calls.
 */
record Figures(
    String subject,
    String yardstick,
    int connections,
    long calls,
    long wrong,
    double callsPerSecond,
    double p50Micros,
    double p99Micros,
    double cpuMicrosPerCall,
    double residentMegabytes) {

  static Figures of(Target target, int connections, List<Sample> rounds, double resident) {
    Histogram all = Load.histogram();
    rounds.forEach(round -> all.add(round.latencies()));
    return new Figures(
        target.name(),
        target.yardstick(),
        connections,
        all.getTotalCount(),
        rounds.stream().mapToLong(Sample::wrong).sum(),
        median(rounds.stream().map(Sample::callsPerSecond).toList()),
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3,
        median(rounds.stream().map(Sample::cpuMicrosPerCall).toList()),
        resident);
  }

  /** The row of what this one is compared with, at as many connections. */
  Figures yardstickAmong(List<Figures> rows) {
    return rows.stream()
        .filter(row -> row.subject().equals(yardstick) && row.connections() == connections)
        .findFirst()
        .orElseThrow();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }
}
