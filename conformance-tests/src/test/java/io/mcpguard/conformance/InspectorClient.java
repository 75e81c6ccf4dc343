package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The Inspector's command line, in one form of MCP. It does one thing and ends, so that it neither
 * is asked nor waits for news.
 */
record InspectorClient(String name, String era) implements MatrixClient {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int AT_ONCE = 3;
  private static final String PROGRAM =
      "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

  @Override
  public Map<String, Map<String, String>> meet(List<Place> places, Path folder) throws Exception {
    Map<String, Map<String, String>> outcomes = new TreeMap<>();
    try (ExecutorService runs = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<Place, Future<Map<String, String>>> begun = new LinkedHashMap<>();
      places.forEach(place -> begun.put(place, runs.submit(() -> meet(place, folder))));
      for (Map.Entry<Place, Future<Map<String, String>>> one : begun.entrySet()) {
        outcomes.put(one.getKey().server(), one.getValue().get());
      }
    }
    return outcomes;
  }

  private Map<String, String> meet(Place place, Path folder) throws InterruptedException {
    Map<String, String> outcomes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : place.operations().properties()) {
      outcomes.put(one.getKey(), outcome(one.getKey(), one.getValue(), place, folder));
    }
    return outcomes;
  }

  private String outcome(String name, JsonNode operation, Place place, Path folder)
      throws InterruptedException {
    String tool = operation.path("tool").asText();
    String uri = operation.path("uri").asText();
    return switch (name) {
      case "list" -> outcome(run(place, folder, "tools/list"), '"' + tool + '"');
      case "call" ->
          outcome(called(place, folder, tool, operation), operation.path("text").asText());
      case "error" -> {
        Finished finished = called(place, folder, tool, operation);
        yield finished.out().contains("\"isError\":true") ? OK : finished.said();
      }
      case "resource" ->
          outcome(run(place, folder, "resources/read", "--uri", uri), '"' + uri + '"');
      case "prompt" ->
          outcome(
              run(place, folder, "prompts/get", "--prompt-name", operation.path("name").asText()),
              "\"messages\"");
      default -> NOT_ASKED + "it does one thing and ends";
    };
  }

  private Finished called(Place place, Path folder, String tool, JsonNode operation)
      throws InterruptedException {
    String arguments = operation.path("args").toString();
    return run(place, folder, "tools/call", "--tool-name", tool, "--tool-args-json", arguments);
  }

  private static String outcome(Finished finished, String expected) {
    return finished.exit() == 0 && finished.out().contains(expected) ? OK : finished.said();
  }

  private Finished run(Place place, Path folder, String method, String... more)
      throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cli",
                "--server-url",
                place.endpoint().toString(),
                "--transport",
                "http",
                "--protocol-era",
                era,
                "--header",
                "Authorization: Bearer " + place.token(),
                "--format",
                "json",
                "--quiet",
                "--method",
                method));
    arguments.addAll(List.of(more));
    return Child.run(
        NodePrograms.command(PROGRAM, arguments.toArray(String[]::new)),
        folder,
        Map.of(
            "HOME", folder.toString(), "MCP_STORAGE_DIR", folder.resolve("inspector").toString()),
        PATIENCE);
  }
}
