package io.mcpguard.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How much is loaded. Everything is bounded: {@code connections × rounds × subjects × seconds} is
 * the longest a run can take, warm-up aside.
 */
record Plan(
    List<Integer> connections,
    int rounds,
    double seconds,
    int callsPerRound,
    int warmUpCalls,
    long soakCalls,
    Path json,
    Path launcher) {

  static final int CALLS_A_SECOND = 2000;

  private static final Plan FULL =
      new Plan(List.of(1, 16, 64), 5, 2, Integer.MAX_VALUE, 200_000, 0, Path.of(""), Path.of(""));

  /** A few hundred calls, so that the harness itself stays right. */
  static final Plan SMOKE = new Plan(List.of(1, 4), 1, 10, 200, 200, 0, Path.of(""), Path.of(""));

  static final String USAGE =
      """
      usage: LoadHarness [--smoke | --soak CALLS] [--connections 1,16,64] [--rounds N]
                         [--seconds S] [--warm-up CALLS] [--json FILE]
                         [--launcher mcp-guard/bin/mcp-guard]
      """;

  static Plan read(String... args) {
    Plan plan = Arrays.asList(args).contains("--smoke") ? SMOKE : FULL;
    for (int i = 0; i < args.length; i++) {
      if (!args[i].equals("--smoke")) {
        plan = plan.with(args[i], i + 1 < args.length ? args[i + 1] : "");
        i++;
      }
    }
    return plan;
  }

  private Plan with(String option, String value) {
    try {
      return switch (option) {
        case "--connections" ->
            new Plan(
                Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList(),
                rounds,
                seconds,
                callsPerRound,
                warmUpCalls,
                soakCalls,
                json,
                launcher);
        case "--rounds" -> of(Integer.parseInt(value), seconds, warmUpCalls, soakCalls);
        case "--seconds" -> of(rounds, Double.parseDouble(value), warmUpCalls, soakCalls);
        case "--warm-up" -> of(rounds, seconds, Integer.parseInt(value), soakCalls);
        case "--soak" -> of(rounds, seconds, warmUpCalls, Long.parseLong(value));
        case "--json" -> with(Path.of(value), launcher);
        case "--launcher" -> with(json, Path.of(value).toAbsolutePath());
        default -> throw new IllegalArgumentException(option + " is not an option\n" + USAGE);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " wants a number\n" + USAGE, e);
    }
  }

  private Plan of(int rounds, double seconds, int warmUpCalls, long soakCalls) {
    return new Plan(
        connections, rounds, seconds, callsPerRound, warmUpCalls, soakCalls, json, launcher);
  }

  private Plan with(Path json, Path launcher) {
    return new Plan(
        connections, rounds, seconds, callsPerRound, warmUpCalls, soakCalls, json, launcher);
  }

  /** What is answered slowly is warm sooner: by calls, and by the time that they take. */
  Load warmUp() {
    return Load.ofCallsWithin(16, warmUpCalls, 60);
  }

  Load round(int atOnce) {
    return callsPerRound == Integer.MAX_VALUE
        ? Load.ofSeconds(atOnce, seconds)
        : Load.ofCalls(atOnce, callsPerRound);
  }

  /** Calls a second: about a third of what the guard can answer on two cores. */
  Load rated(int atOnce) {
    return round(atOnce).at(CALLS_A_SECOND);
  }

  Optional<Path> jsonFile() {
    return json.toString().isEmpty() ? Optional.empty() : Optional.of(json);
  }
}
