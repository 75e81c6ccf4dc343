package io.mcpguard.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Very many calls through the guard, and how its memory goes meanwhile. A wrong answer, and one
 * without its decision in the ledger, fail it.
 */
record Soak(long calls, PrintStream out) {
  private static final int CONNECTIONS = 16;
  private static final int STEP = 50_000;

  Report run(Workbench bench) throws IOException, InterruptedException {
    Target guard = bench.guard();
    List<Figures> rows = new ArrayList<>();
    for (long done = 0; done < calls; ) {
      int step = (int) Math.min(STEP, calls - done);
      Sample sample = Load.ofCalls(CONNECTIONS, step).run(guard);
      done += sample.calls();
      double resident = ProcessFigures.residentMegabytes(guard.process());
      Figures row = Figures.of(guard, CONNECTIONS, List.of(sample), resident);
      rows.add(row);
      out.printf(
          Locale.ROOT,
          "%9d calls  %6.0f calls/s  CPU %5.0f µs  RSS %4.0f MB  wrong %d%n",
          done,
          row.callsPerSecond(),
          row.cpuMicrosPerCall(),
          resident,
          row.wrong());
    }
    long wrong = rows.stream().mapToLong(Figures::wrong).sum();
    if (wrong > 0) {
      throw new IllegalStateException(wrong + " calls were answered wrongly");
    }
    new SoakEvidence(bench.ledgerFolder().resolve("data/ledger")).mustCover(calls);
    double last = rows.getLast().residentMegabytes();
    return new Report(rows, Double.NaN, bench.startMillis(), List.of(Goals.resident(last)));
  }
}
