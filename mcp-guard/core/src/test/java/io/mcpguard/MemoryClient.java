package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.streamable.Endpoints;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP client right at the endpoints; one instance is one session. */
final class MemoryClient {
  private final Endpoints endpoints;
  private final String server;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final AtomicInteger ids = new AtomicInteger();

  /** What one POST was answered with. */
  record Got(int status, List<JsonNode> messages) {
    JsonNode answer() {
      return messages.getLast();
    }

    String text() {
      return answer().at("/result/content/0/text").asText();
    }

    int errorCode() {
      return answer().at("/error/code").asInt();
    }
  }

  MemoryClient(Endpoints endpoints, String server, String token) {
    this.endpoints = endpoints;
    this.server = server;
    headers.put("Authorization", "Bearer " + token);
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
  }

  MemoryClient with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  Got initialize(String revision) throws Exception {
    return initialize(revision, "{}");
  }

  Got initialize(String revision, String capabilities) throws Exception {
    return initialize(revision, capabilities, "{\"name\":\"memory\",\"version\":\"1\"}");
  }

  Got initialize(String revision, String capabilities, String info) throws Exception {
    MemoryExchange exchange =
        exchange(
            "POST",
            request(
                "0",
                "initialize",
                "{\"protocolVersion\":\"%s\",\"capabilities\":%s,".formatted(revision, capabilities)
                    + "\"clientInfo\":"
                    + info
                    + "}"));
    endpoints.serve(server, exchange);
    headers.put("Mcp-Session-Id", exchange.field("Mcp-Session-Id"));
    return new Got(exchange.code(), exchange.rest());
  }

  String sessionId() {
    return headers.getOrDefault("Mcp-Session-Id", "");
  }

  Got request(String method, String params) throws Exception {
    return post(request(Integer.toString(ids.incrementAndGet()), method, params));
  }

  Got call(String tool, String arguments) throws Exception {
    return request("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }

  Got notify(String method, String params) throws Exception {
    return post("{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, params));
  }

  Got post(String body) throws Exception {
    MemoryExchange exchange = exchange("POST", body);
    endpoints.serve(server, exchange);
    return new Got(exchange.code(), exchange.rest());
  }

  /** Posts a body and hands its answer out while it comes. */
  MemoryExchange stream(String body) {
    return served(exchange("POST", body));
  }

  /** Opens the stream of what belongs to no request. */
  MemoryExchange listen() throws InterruptedException {
    return served(exchange("GET", "")).awaitHead();
  }

  /** Opens the stream again that broke off after the event of this id. */
  MemoryExchange resume(String lastEventId) {
    Map<String, String> resuming = new TreeMap<>(headers);
    resuming.put("Last-Event-ID", lastEventId);
    return served(new MemoryExchange("GET", resuming, ""));
  }

  /** The same session, used with another token. */
  MemoryClient bearing(String token) {
    MemoryClient other = new MemoryClient(endpoints, server, token);
    headers.forEach(other.headers::putIfAbsent);
    return other;
  }

  /** The same session, at another guard. */
  MemoryClient at(Endpoints others) {
    MemoryClient same = new MemoryClient(others, server, "");
    same.headers.putAll(headers);
    same.ids.set(ids.get());
    return same;
  }

  /** Ends the session. */
  int leave() throws Exception {
    MemoryExchange exchange = exchange("DELETE", "");
    endpoints.serve(server, exchange);
    return exchange.code();
  }

  static String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private MemoryExchange exchange(String method, String body) {
    return new MemoryExchange(method, headers, body);
  }

  private MemoryExchange served(MemoryExchange exchange) {
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
}
