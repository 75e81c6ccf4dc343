package io.mcpguard.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * What one load gave.
 *
 * @param latencies nanoseconds from when a call was due, which is when its first byte is sent
 *     unless the last one was late, to the last byte received
 * @param wrong how many answers were not the right one
 * @param seconds how long it took
 * @param cpuMicros user and system time of the loaded process meanwhile; NaN where there is no
 *     /proc
 */
record Sample(Histogram latencies, long wrong, double seconds, double cpuMicros) {
  long calls() {
    return latencies.getTotalCount();
  }

  double callsPerSecond() {
    return calls() / seconds;
  }

  double cpuMicrosPerCall() {
    return cpuMicros / calls();
  }
}
