package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client of the MCP Java SDK, in this JVM: one connection for each server, or one for all. */
record JavaSdkClient(String name, Way way) implements MatrixClient {
  /** How it gets to its servers. */
  private interface Way {
    Map<String, Map<String, String>> meet(List<Place> places);
  }

  /** Connects by itself. */
  static JavaSdkClient connecting(String name) {
    return new JavaSdkClient(
        name,
        places -> {
          Map<String, Map<String, String>> all = new TreeMap<>();
          for (Place place : places) {
            all.putAll(through(http(place), Map.of(place.server(), place.operations())));
          }
          return all;
        });
  }

  /** Launches one command that serves all as one. */
  static JavaSdkClient federated(String name, List<String> command) {
    return new JavaSdkClient(
        name,
        places -> {
          Map<String, ObjectNode> all = new TreeMap<>();
          places.forEach(place -> all.put(place.server(), place.federated()));
          return through(stdio(command), all);
        });
  }

  @Override
  public Map<String, Map<String, String>> meet(List<Place> places, Path folder) {
    return way.meet(places);
  }

  private static Map<String, Map<String, String>> through(
      McpClientTransport transport, Map<String, ObjectNode> servers) {
    Map<String, Map<String, String>> outcomes = new TreeMap<>();
    try (JavaSdkConversation conversation = JavaSdkConversation.on(transport)) {
      servers.forEach((server, operations) -> {
        Map<String, String> own = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : operations.properties()) {
          own.put(one.getKey(), conversation.outcome(one.getKey(), one.getValue()));
        }
        outcomes.put(server, own);
      });
    }
    return outcomes;
  }

  private static McpClientTransport http(Place place) {
    URI endpoint = place.endpoint();
    return HttpClientStreamableHttpTransport.builder(
            endpoint.getScheme() + "://" + endpoint.getAuthority())
        .endpoint(endpoint.getPath())
        .addHttpRequestCustomizer((request, method, uri, body, context) ->
            request.setHeader("Authorization", "Bearer " + place.token()))
        .build();
  }

  private static McpClientTransport stdio(List<String> command) {
    StdioClientTransport transport =
        new StdioClientTransport(
            ServerParameters.builder(command.getFirst())
                .args(command.subList(1, command.size()))
                .build(),
            McpJsonDefaults.getMapper());
    transport.setStdErrorHandler(line -> {});
    return transport;
  }
}
