package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.conformance.MatrixClient.Place;
import io.mcpguard.testkit.BrowserProgram;
import io.mcpguard.testkit.Json;
import io.modelcontextprotocol.client.McpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients and servers nobody here wrote meet through one guard. What fails stands in a list, with
 * the reason; what is in the list and comes to pass fails the test as well.
 */
@NeedsNode
class MatrixTest {
  private static final Path RESULTS = NodePrograms.HOME.resolve("RESULTS.md");
  private static final String USER = ProcessHandle.current().info().user().orElseThrow();
  private static final String REMOTE = "mcp-remote/dist/proxy.js";
  private static final String NEWEST = "@modelcontextprotocol/client";

  private static final Duration LOGIN = Duration.ofMinutes(2);

  /** A cell that is known to fail is not waited for as long as the others. */
  private static final int KNOWN_MILLIS = 4_000;

  /**
   * A child that all share asks nobody for a while after one of its calls was cancelled. A client
   * that launches a guard of its own shares it with nobody, and cancels last.
   */
  private enum Round {
    ALL_BUT_CANCELLING_AT_CHILDREN,
    CANCELLING_AT_CHILDREN
  }

  @TempDir private Path folder;
  private final Map<String, String> tokens = new TreeMap<>();
  private Map<String, String> reasons = Map.of();

  @Test
  void everyClientMeetsEveryServer() throws Exception {
    reasons = Baseline.read("matrix-baseline.txt");

    MatrixResults results = meet();

    assertThat(results.failures().keySet())
        .as("%s", results.failures())
        .isEqualTo(reasons.keySet());
    Generated.holdButForTheDate(
        RESULTS, results.document(versions(), LocalDate.now(ZoneOffset.UTC), reasons));
  }

  private MatrixResults meet() throws Exception {
    try (MatrixServers servers = MatrixServers.start(folder);
        Guard guard = Guard.serving(folder, servers.configuration(Guard.USER))) {
      for (String server : servers.names()) {
        tokens.put(server, guard.login(server, "all").access());
      }
      MatrixResults results = new MatrixResults(servers.names());
      List<MatrixClient> clients = clients(connected(guard), launched(servers));
      for (Round round : Round.values()) {
        for (MatrixClient client : clients) {
          results.add(client.name(), met(client, places(client, servers, guard, round)));
        }
      }
      for (MatrixClient client : clients) {
        List<Place> again = unexplained(client, servers, guard, results);
        results.add(client.name(), met(client, again));
      }
      return results;
    }
  }

  private Map<String, Map<String, String>> met(MatrixClient client, List<Place> places)
      throws Exception {
    if (places.isEmpty()) {
      return Map.of();
    }
    try {
      return client.meet(places, folder);
    } catch (IllegalStateException broken) {
      Map<String, Map<String, String>> all = new TreeMap<>();
      for (Place place : places) {
        Map<String, String> none = new TreeMap<>();
        place
            .operations()
            .fieldNames()
            .forEachRemaining(o -> none.put(o, "the client broke: " + broken.getMessage()));
        all.put(place.server(), none);
      }
      return all;
    }
  }

  /**
   * What failed where nothing is known to is tried once more: what a busy machine held up for too
   * long is nobody's fault.
   */
  private List<Place> unexplained(
      MatrixClient client, MatrixServers servers, Guard guard, MatrixResults results) {
    Set<String> failed = new TreeSet<>(results.failures().keySet());
    failed.removeAll(reasons.keySet());
    return servers.names().stream()
        .map(name -> {
          ObjectNode operations = servers.operations(name);
          List<String> open = new ArrayList<>();
          operations.fieldNames().forEachRemaining(open::add);
          open.removeIf(o -> failed.contains(MatrixResults.cell(client.name(), name, o)));
          return new Place(
              name,
              guard.endpoint(name),
              Objects.requireNonNull(tokens.get(name)),
              operations.without(open));
        })
        .filter(place -> !place.operations().isEmpty())
        .toList();
  }

  private static List<MatrixClient> clients(List<String> connect, List<String> stdio) {
    return List.of(
        TypeScriptClient.connecting("TypeScript SDK 1.11.5", "sdk-1.11", "legacy"),
        TypeScriptClient.connecting("TypeScript SDK 1.17.5", "sdk-1.17", "legacy"),
        TypeScriptClient.connecting("TypeScript SDK 1.32.2", "sdk-1.32", "legacy"),
        TypeScriptClient.connecting("client 2.4.0, legacy", NEWEST, "legacy"),
        TypeScriptClient.connecting("client 2.4.0, auto", NEWEST, "auto"),
        TypeScriptClient.connecting("client 2.4.0, modern", NEWEST, "2026-07-28"),
        TypeScriptClient.launching("mcp-remote 0.15.1, legacy", "legacy", remote("legacy")),
        TypeScriptClient.launching("mcp-remote 0.15.1, auto", "auto", remote("auto")),
        JavaSdkClient.connecting("MCP Java SDK 2.1.0"),
        TypeScriptClient.federated(
            "TypeScript SDK 1.32.2 on mcp-guard connect", "sdk-1.32", "legacy", connect),
        TypeScriptClient.federated(
            "client 2.4.0 on mcp-guard connect, modern", NEWEST, "2026-07-28", connect),
        JavaSdkClient.federated("MCP Java SDK 2.1.0 on mcp-guard connect", connect),
        TypeScriptClient.guarded("client 2.4.0 on mcp-guard stdio, legacy", "legacy", stdio),
        TypeScriptClient.guarded("client 2.4.0 on mcp-guard stdio, modern", "2026-07-28", stdio),
        new InspectorClient("Inspector 2.12.0, legacy", "legacy"),
        new InspectorClient("Inspector 2.12.0, auto", "auto"),
        new InspectorClient("Inspector 2.12.0, modern", "modern"));
  }

  private static TypeScriptClient.Between remote(String protocol) {
    return place ->
        NodePrograms.command(
            REMOTE,
            place.endpoint().toString(),
            "--transport",
            "http-only",
            "--protocol",
            protocol,
            "--header",
            "Authorization: Bearer " + place.token());
  }

  /** {@code connect} to all servers at once, whose user has logged in. */
  private List<String> connected(Guard guard) throws Exception {
    String state = folder.resolve("connect").toString();
    List<String> line =
        Guard.program("connect", "--state", state, guard.url().resolve("/mcp").toString());
    Map<String, String> environment =
        Map.of("BROWSER", BrowserProgram.script(folder, Guard.USER, Guard.PASSWORD).toString());
    Path log = folder.resolve("connect.log");
    try (StdioSession host = StdioSession.launch(line, environment, log)) {
      var welcome = host.initialize(LOGIN);
      assertThat(welcome.has("result")).as(Files.readString(log)).isTrue();
    }
    return line;
  }

  /** A guard of its own in front of the same servers, which its client launches. */
  private List<String> launched(MatrixServers servers) throws IOException {
    Path own = Files.createDirectories(folder.resolve("stdio"));
    Files.writeString(
        own.resolve("guard.yaml"),
        """
        listen: { mcp: "127.0.0.1:8931", public-url: "http://127.0.0.1:8931" }
        trust-domain: test.mcp-guard
        data: "%s"
        %s
        """
            .formatted(own.resolve("data"), servers.configuration(USER)));
    return Guard.line(own, "stdio");
  }

  private List<Place> places(MatrixClient client, MatrixServers servers, Guard guard, Round round) {
    return servers.names().stream()
        .map(name -> {
          boolean shared = servers.isChild(name) && !client.launchesGuard();
          ObjectNode operations = chosen(servers.operations(name), shared, round);
          operations.properties().stream()
              .filter(
                  one -> reasons.containsKey(MatrixResults.cell(client.name(), name, one.getKey())))
              .forEach(one -> ((ObjectNode) one.getValue()).put("patience", KNOWN_MILLIS));
          String token = Objects.requireNonNull(tokens.get(name));
          return new Place(name, guard.endpoint(name), token, operations);
        })
        .filter(place -> !place.operations().isEmpty())
        .toList();
  }

  private static ObjectNode chosen(ObjectNode operations, boolean shared, Round round) {
    return switch (round) {
      case ALL_BUT_CANCELLING_AT_CHILDREN ->
          shared ? operations.without(List.of("cancel")) : operations;
      case CANCELLING_AT_CHILDREN ->
          shared ? operations.retain(List.of("cancel")) : operations.removeAll();
    };
  }

  private static String sdk() {
    String version = McpClient.class.getPackage().getImplementationVersion();
    return "- `io.modelcontextprotocol.sdk:mcp-core` " + version + "\n";
  }

  /** What ran, from the lists that it was installed by. */
  private static String versions() throws IOException {
    return Json.read(Files.readString(NodePrograms.HOME.resolve("programs/package.json")))
        .path("dependencies")
        .properties()
        .stream()
        .map(one -> "- `%s` %s".formatted(one.getKey(), one.getValue().asText()))
        .collect(Collectors.joining("\n", sdk(), ""));
  }
}
