package io.mcpguard.conformance;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of all clients at all servers, and how it is shown. */
final class MatrixResults {
  private static final List<String> OPERATIONS =
      List.of(
          "list",
          "call",
          "error",
          "progress",
          "cancel",
          "elicitation",
          "subscription",
          "resource",
          "prompt",
          "big");

  private final List<String> servers;
  private final Map<String, Map<String, Map<String, String>>> clients = new LinkedHashMap<>();

  MatrixResults(List<String> servers) {
    this.servers = List.copyOf(servers);
  }

  /** Adds what became of some operations; one client may come several times. */
  void add(String client, Map<String, Map<String, String>> outcomes) {
    Map<String, Map<String, String>> all = clients.computeIfAbsent(client, name -> new TreeMap<>());
    outcomes.forEach((server, operations) ->
        all.computeIfAbsent(server, name -> new TreeMap<>()).putAll(operations));
  }

  /** What failed, and what was said, by {@code client / server: operation}. */
  Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    clients.forEach((client, all) ->
        all.forEach((server, operations) ->
            operations.forEach((operation, outcome) -> {
              if (isFailure(outcome)) {
                failures.put(cell(client, server, operation), outcome);
              }
            })));
    return failures;
  }

  static String cell(String client, String server, String operation) {
    return client + " / " + server + ": " + operation;
  }

  private static boolean isFailure(String outcome) {
    return !outcome.equals(MatrixClient.OK) && !outcome.startsWith(MatrixClient.NOT_ASKED);
  }

  /** As a document; failures get the number of their reason. */
  String document(String versions, LocalDate date, Map<String, String> reasons) {
    List<String> numbered = new ArrayList<>();
    StringBuilder tables = new StringBuilder();
    clients.forEach((client, all) -> {
      tables.append("\n## ").append(client).append("\n\n| server | ");
      tables.append(String.join(" | ", OPERATIONS)).append(" |\n|---|");
      tables.append("---|".repeat(OPERATIONS.size())).append('\n');
      for (String server : servers) {
        Map<String, String> outcomes = all.getOrDefault(server, Map.of());
        tables.append("| ").append(server).append(" | ");
        tables.append(
            OPERATIONS.stream()
                .map(o -> shown(outcomes, cell(client, server, o), o, reasons, numbered))
                .collect(Collectors.joining(" | ")));
        tables.append(" |\n");
      }
    });
    StringBuilder notes = new StringBuilder();
    for (int i = 0; i < numbered.size(); i++) {
      notes.append("%n%d. %s".formatted(i + 1, numbered.get(i)));
    }
    return """
    # Who meets whom

    Written by `MatrixTest` on %s. Each client meets each server through one guard, at `/mcp/NAME` or at what its name says, and
    does what the server offers: it lists the tools, calls one, has one fail, hears of progress, cancels, is asked, is told of a
    change, reads a resource, gets a prompt, and gets a megabyte. `ok`: it came to pass. `–`: the server does not offer it. `·`:
    the client cannot ask for it, or was not tried. Whether the server heard of a cancellation is asked of the two on the TypeScript
    SDK, which count; elsewhere the call ended for the client. A cell that fails has a reason below; any other fails the build.

    %s
    %s
    ## What fails, and why
    %s
    """
        .formatted(date, versions, tables, notes);
  }

  private static String shown(
      Map<String, String> outcomes,
      String cell,
      String operation,
      Map<String, String> reasons,
      List<String> numbered) {
    String outcome = outcomes.getOrDefault(operation, "");
    if (outcome.isEmpty()) {
      return "–";
    }
    if (outcome.startsWith(MatrixClient.NOT_ASKED)) {
      return "·";
    }
    if (!isFailure(outcome)) {
      return MatrixClient.OK;
    }
    String reason = Objects.requireNonNullElse(reasons.get(cell), "no reason is known");
    if (!numbered.contains(reason)) {
      numbered.add(reason);
    }
    return "fails (%d)".formatted(numbered.indexOf(reason) + 1);
  }
}
