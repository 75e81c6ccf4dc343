package io.mcpguard.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads the same tool call directly and through each proxy in one run, and prints what each costs.
 *
 * <p>The rounds of the subjects alternate, so that a change of the machine's mood meets them all;
 * compare figures only within one run.
 */
public final class LoadHarness {
  private final Plan plan;
  private final PrintStream out;

  LoadHarness(Plan plan, PrintStream out) {
    this.plan = plan;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    new LoadHarness(Plan.read(args), System.out).run();
  }

  /** Starts everything, loads, prints, stops everything. */
  Report run() throws IOException, InterruptedException {
    try (Workbench bench = Workbench.open(plan.launcher())) {
      bench.sayWhatIsLeftOut(out);
      if (plan.soakCalls() > 0) {
        Report soaked = new Soak(plan.soakCalls(), out).run(bench);
        soaked.goals().forEach(out::println);
        return soaked;
      }
      Report report = load(bench);
      report.print(out);
      if (plan.jsonFile().isPresent()) {
        Files.writeString(plan.jsonFile().get(), report.json());
      }
      return report;
    }
  }

  private Report load(Workbench bench) throws IOException, InterruptedException {
    FsyncProbe fsync = new FsyncProbe(bench.ledgerFolder());
    for (Target target : bench.targets()) {
      plan.warmUp().run(target);
    }
    List<Figures> rows = new ArrayList<>();
    for (int connections : plan.connections()) {
      rows.addAll(rows(bench.targets(), connections, plan.round(connections), fsync));
      if (connections > 1) {
        rows.addAll(rows(bench.atARate(), connections, plan.rated(connections), fsync));
      }
    }
    List<Target> forms = bench.forms();
    for (Target target : forms) {
      plan.warmUp().run(target);
    }
    for (int connections : plan.connections()) {
      rows.addAll(rows(forms, connections, plan.round(connections), fsync));
    }
    double fsyncMicros = fsync.medianMicros();
    return new Report(
        rows, fsyncMicros, bench.startMillis(), Goals.of(rows, fsyncMicros, bench.startMillis()));
  }

  private List<Figures> rows(List<Target> targets, int connections, Load load, FsyncProbe fsync)
      throws IOException, InterruptedException {
    Map<Target, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round < plan.rounds(); round++) {
      fsync.measure(50);
      for (int i = 0; i < targets.size(); i++) {
        Target target = targets.get((i + round) % targets.size());
        Sample sample = load.run(target);
        samples.computeIfAbsent(target, t -> new ArrayList<>()).add(sample);
      }
    }
    return targets.stream()
        .map(t -> Figures.of(t, connections, samples.getOrDefault(t, List.of()), memory(t)))
        .toList();
  }

  private static double memory(Target target) {
    return ProcessFigures.residentMegabytes(target.process());
  }
}
