package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.protocol.HeaderText;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of the 2026-07-28 revision right at the endpoints: each request says what it is in its
 * metadata and repeats its body in headers, unless a test spoils that.
 */
final class StatelessClient {
  static final String PREFIX = "io.modelcontextprotocol/";
  static final String REVISION = "MCP-Protocol-Version";

  private final Endpoints endpoints;
  private final String server;
  private final AtomicInteger ids = new AtomicInteger();
  private final ObjectNode meta = Json.object();
  private final Map<String, List<String>> spoiled = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String token;

  StatelessClient(Endpoints endpoints, String server, String token) {
    this.endpoints = endpoints;
    this.server = server;
    this.token = token;
    meta.put(PREFIX + "protocolVersion", "2026-07-28");
    meta.putObject(PREFIX + "clientCapabilities");
  }

  /** Sends these values of a header from now on; none leaves it out. */
  StatelessClient with(String header, String... values) {
    spoiled.put(header, List.of(values));
    return this;
  }

  /** Has this metadata from now on, as JSON text. */
  StatelessClient meta(String name, String json) {
    meta.set(PREFIX + name, Json.read(json));
    return this;
  }

  StatelessClient withoutMeta(String name) {
    meta.remove(PREFIX + name);
    return this;
  }

  StatelessClient capabilities(String json) {
    return meta("clientCapabilities", json);
  }

  Got call(String tool, String arguments) throws Exception {
    return request("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }

  /** The same call once more, with answers and the state that came with the questions. */
  Got retry(String tool, String arguments, String responses, String state) throws Exception {
    ObjectNode params = Json.object().put("name", tool).put("requestState", state);
    params.set("arguments", Json.read(arguments));
    params.set("inputResponses", Json.read(responses));
    return request("tools/call", params.toString());
  }

  /** Sends a request; {@code params} is the text of a JSON object without metadata. */
  Got request(String method, String params) throws Exception {
    return post(message(method, params));
  }

  Got post(String body) throws Exception {
    MemoryExchange exchange = exchange(body);
    endpoints.serve(server, exchange);
    return new Got(exchange.code(), exchange.rest());
  }

  /** Sends a request and hands its answer out while it comes. */
  MemoryExchange stream(String method, String params) {
    MemoryExchange exchange = exchange(message(method, params));
    Thread.ofVirtual()
        .start(() -> {
          try {
            endpoints.serve(server, exchange);
          } catch (IOException left) {
            exchange.end();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
        });
    return exchange;
  }

  /** The text of a request with a fresh id. */
  String message(String method, String params) {
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", ids.incrementAndGet());
    request.put("method", method);
    ObjectNode all = request.putObject("params");
    all.setAll((ObjectNode) Json.read(params));
    if (!meta.isEmpty()) {
      all.withObject("/_meta").setAll(meta);
    }
    return request.toString();
  }

  private MemoryExchange exchange(String body) {
    JsonNode message = Json.read(body);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Authorization", List.of("Bearer " + token));
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Accept", List.of("application/json, text/event-stream"));
    headers.put(REVISION, List.of("2026-07-28"));
    headers.put("Mcp-Method", List.of(message.path("method").asText()));
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "tools/call", "prompts/get" -> headers.put("Mcp-Name", text(params.path("name")));
      case "resources/read" -> headers.put("Mcp-Name", text(params.path("uri")));
      default -> {}
    }
    headers.putAll(spoiled);
    return MemoryExchange.post(body, headers);
  }

  private static List<String> text(JsonNode value) {
    return List.of(HeaderText.encode(value.asText()));
  }
}
