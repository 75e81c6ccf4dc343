package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of the official suite: every check with its verdict. */
record OfficialSuite(Finished finished, Map<String, List<Check>> scenarios) {
  private static final String PROGRAM = "@modelcontextprotocol/conformance/dist/index.js";

  /** One check of a scenario. */
  record Check(String id, String status, String why) {
    boolean isFailed() {
      boolean late = id.equals("client-sse-retry-timing") && status.equals("WARNING");
      return List.of("FAILURE", "WARNING").contains(status) && !late;
    }

    /** What two runs are compared by: the wording of a failure may hold ports and ids. */
    String verdict() {
      return id + " " + status;
    }
  }

  /** Runs the suite against a server on loopback; scored or not, every scenario is run. */
  static OfficialSuite against(URI server, Requirements requirements, Path results)
      throws IOException, InterruptedException {
    return run(requirements, results, "server", "--url", server.toString());
  }

  /**
   * Runs the suite against a client: all scenarios at once, each with a server of its own.
   *
   * @param command starts the client; the server's address is added to it
   */
  static OfficialSuite ofClient(String command, Requirements requirements, Path results)
      throws IOException, InterruptedException {
    return run(requirements, results, "client", "--timeout", "120000", "--command", command);
  }

  private static OfficialSuite run(Requirements requirements, Path results, String... subject)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(subject));
    arguments.addAll(List.of("--requirements", requirements.revision(), "-o", results.toString()));
    Finished finished =
        NodePrograms.run(
            Duration.ofMinutes(10), Map.of(), PROGRAM, arguments.toArray(String[]::new));
    return new OfficialSuite(finished, read(results));
  }

  /** What succeeded, one line each: {@code scenario: check}. */
  Set<String> passed() {
    return verdicts().stream()
        .filter(verdict -> verdict.endsWith(" SUCCESS"))
        .map(verdict -> verdict.replaceFirst(" SUCCESS$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All verdicts, one line each: {@code scenario: check status}. */
  List<String> verdicts() {
    List<String> lines = new ArrayList<>();
    scenarios.forEach((name, checks) -> checks.forEach(c -> lines.add(name + ": " + c.verdict())));
    return lines;
  }

  /**
   * Every check that did not succeed and is more than information. The scenarios of the tasks
   * extension are left out: the suite runs them unscored, also against servers without it.
   */
  List<String> shortcomings() {
    return wanting((scenario, check) -> scenario + ": " + check.verdict() + " " + check.why());
  }

  /** The same without verdict and reason, one line each: {@code scenario: check}. */
  List<String> failures() {
    return wanting((scenario, check) -> scenario + ": " + check.id()).stream().distinct().toList();
  }

  /**
   * The scenarios with a failure or a warning, and those that nothing succeeded in. That a client
   * is a little late is a warning which says as much of the machine, and does not count.
   */
  Set<String> wantingScenarios() {
    Set<String> wanting = new TreeSet<>();
    scenarios.forEach((name, checks) -> {
      boolean succeeded = checks.stream().anyMatch(check -> check.status().equals("SUCCESS"));
      boolean failed = checks.stream().anyMatch(Check::isFailed);
      if (failed || !succeeded) {
        wanting.add(name);
      }
    });
    return wanting;
  }

  private List<String> wanting(BiFunction<String, Check, String> line) {
    List<String> lines = new ArrayList<>();
    scenarios.forEach((name, checks) ->
        checks.stream()
            .filter(check -> !name.startsWith("tasks-"))
            .filter(check -> !List.of("SUCCESS", "INFO").contains(check.status()))
            .forEach(check -> lines.add(line.apply(name, check))));
    return lines;
  }

  private static Map<String, List<Check>> read(Path results) throws IOException {
    Map<String, List<Check>> scenarios = new TreeMap<>();
    try (Stream<Path> files = Files.walk(results)) {
      for (Path file : files.filter(f -> f.endsWith("checks.json")).toList()) {
        List<Check> checks = new ArrayList<>();
        for (JsonNode node : Json.read(Files.readString(file))) {
          checks.add(
              new Check(
                  node.path("id").asText(),
                  node.path("status").asText(),
                  node.path("errorMessage").asText()));
        }
        scenarios.put(scenario(results.relativize(file.getParent()).toString()), checks);
      }
    }
    return scenarios;
  }

  /** Result folders are named {@code <scenario>-<time stamp>}, after {@code server-} for one. */
  private static String scenario(String folder) {
    return folder.replaceFirst("^server-", "").replaceFirst("-\\d{4}-\\d\\d-\\d\\dT.*$", "");
  }
}
