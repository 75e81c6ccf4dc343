package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client of the TypeScript SDK: one process that goes through all servers, with a connection to
 * each.
 *
 * @param module the SDK's package, or its alias
 * @param negotiation which form of MCP it speaks, where it has a choice
 * @param launchesGuard whether its way leads through a guard of its own
 */
record TypeScriptClient(
    String name, String module, String negotiation, boolean launchesGuard, Way way)
    implements MatrixClient {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String NEWEST = "@modelcontextprotocol/client";

  /** How it gets to its servers. */
  private interface Way {
    List<ObjectNode> servers(List<Place> places);
  }

  /** A command that stands between a client and an endpoint. */
  interface Between {
    List<String> command(Place place);
  }

  /** Connects by itself. */
  static TypeScriptClient connecting(String name, String module, String negotiation) {
    return new TypeScriptClient(
        name,
        module,
        negotiation,
        false,
        places -> places.stream().map(TypeScriptClient::direct).toList());
  }

  /** The newest one, launching a command for each server. */
  static TypeScriptClient launching(String name, String negotiation, Between between) {
    return new TypeScriptClient(
        name,
        NEWEST,
        negotiation,
        false,
        places ->
            places.stream()
                .map(place ->
                    with(launched(between.command(place)), place.server(), place.operations()))
                .toList());
  }

  /** Launching one command that serves all as one, by a guard that others share. */
  static TypeScriptClient federated(
      String name, String module, String negotiation, List<String> command) {
    return new TypeScriptClient(name, module, negotiation, false, asOne(command));
  }

  /** The newest one, launching a guard of its own that serves all as one. */
  static TypeScriptClient guarded(String name, String negotiation, List<String> command) {
    return new TypeScriptClient(name, NEWEST, negotiation, true, asOne(command));
  }

  private static Way asOne(List<String> command) {
    return places -> {
      ObjectNode all = launched(command);
      places.forEach(place -> with(all, place.server(), place.federated()));
      return List.of(all);
    };
  }

  @Override
  public Map<String, Map<String, String>> meet(List<Place> places, Path folder) throws Exception {
    ObjectNode job = Json.object().put("package", module).put("negotiation", negotiation);
    way.servers(places).forEach(job.withArray("servers")::add);
    Path file = folder.resolve(name.replaceAll("[^a-zA-Z0-9]+", "-") + ".json");
    Files.writeString(file, job.toString());
    List<String> command = NodePrograms.own("matrix/client.mjs", file.toString());
    Finished finished = Child.run(command, folder, Map.of(), PATIENCE);
    if (finished.exit() != 0) {
      throw new IllegalStateException(name + ": " + finished.said());
    }
    return outcomes(Json.read(finished.out()));
  }

  private static Map<String, Map<String, String>> outcomes(JsonNode servers) {
    Map<String, Map<String, String>> all = new TreeMap<>();
    servers
        .properties()
        .forEach(server -> {
          Map<String, String> one = new TreeMap<>();
          server.getValue().properties().forEach(o -> one.put(o.getKey(), o.getValue().asText()));
          all.put(server.getKey(), one);
        });
    return all;
  }

  private static ObjectNode direct(Place place) {
    ObjectNode server = Json.object().put("url", place.endpoint().toString());
    server.putObject("headers").put("Authorization", "Bearer " + place.token());
    return with(server, place.server(), place.operations());
  }

  private static ObjectNode launched(List<String> command) {
    ObjectNode server = Json.object();
    command.forEach(server.withArray("command")::add);
    return server;
  }

  private static ObjectNode with(ObjectNode server, String name, ObjectNode operations) {
    server.withArray("parts").addObject().put("name", name).set("operations", operations);
    return server;
  }
}
