package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plain MCP client of 2026-07-28 over Streamable HTTP: metadata and mirrored headers on every
 * request. Like {@link ScriptedClient} it does what a test says and no more; it fetches no tool
 * list, so {@code Mcp-Param-…} headers are the test's. For one thread.
 */
public final class ModernClient {
  private static final String PREFIX = ModernRequest.PREFIX;
  private static final List<String> MIRRORS =
      List.of("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name");

  private final ScriptedClient http;
  private final AtomicInteger ids = new AtomicInteger();
  private final ObjectNode meta = Json.object();
  private final TreeMap<String, Optional<String>> spoiled =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** A client of this MCP endpoint that can be asked nothing. */
  public ModernClient(URI endpoint) {
    this.http = new ScriptedClient(endpoint);
    meta.put(PREFIX + "protocolVersion", ModernRequest.REVISION);
    meta.putObject(PREFIX + "clientInfo").put("name", "modern").put("version", "1");
    meta.putObject(PREFIX + "clientCapabilities");
  }

  /** Sends this bearer token from now on. */
  public ModernClient withBearer(String token) {
    return withHeader("Authorization", "Bearer " + token);
  }

  /** Sends this header from now on, also where it would have to mirror something else. */
  public ModernClient withHeader(String name, String value) {
    spoiled.put(name, Optional.of(value));
    return this;
  }

  /** Does not send this header any more, also where it is required. */
  public ModernClient withoutHeader(String name) {
    spoiled.put(name, Optional.empty());
    return this;
  }

  /** Declares these capabilities from now on, as JSON text. */
  public ModernClient withCapabilities(String capabilities) {
    return withMeta(PREFIX + "clientCapabilities", capabilities);
  }

  /** Sends this metadata from now on; the value is JSON text. */
  public ModernClient withMeta(String key, String value) {
    meta.set(key, Json.read(value));
    return this;
  }

  /** Does not send this metadata any more. */
  public ModernClient withoutMeta(String key) {
    meta.remove(key);
    return this;
  }

  /** Calls a tool; the arguments are JSON text that is sent as it is. */
  public Answer call(String tool, String arguments) throws IOException, InterruptedException {
    return request(
        "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments.strip() + "}");
  }

  /**
   * Sends a request with a fresh id. The params are the text of a JSON object without {@code
   * _meta}, sent as it is but for the metadata at its beginning.
   */
  public Answer request(String method, String params) throws IOException, InterruptedException {
    return send(message(method, params));
  }

  /** Posts a body, with the headers that mirror it. */
  public Answer send(String body) throws IOException, InterruptedException {
    mirror(Json.readOrMissing(body.getBytes(StandardCharsets.UTF_8)));
    return http.send(body);
  }

  /** Sends a request and hands out its event stream unread. */
  public EventReader stream(String method, String params) throws IOException, InterruptedException {
    String body = message(method, params);
    mirror(Json.read(body));
    return http.stream(body);
  }

  /** Opens a {@code subscriptions/listen} stream with this filter, JSON text. */
  public EventReader listen(String notifications) throws IOException, InterruptedException {
    return stream("subscriptions/listen", "{\"notifications\":" + notifications.strip() + "}");
  }

  /** The text of a request with a fresh id, to spoil before it is sent. */
  public String message(String method, String params) {
    String rest = params.strip().substring(1).strip();
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{\"_meta\":%s%s%s}"
        .formatted(ids.incrementAndGet(), method, meta, rest.equals("}") ? "" : ",", rest);
  }

  private void mirror(JsonNode message) {
    String method = message.path("method").asText();
    MIRRORS.forEach(http::withoutHeader);
    http.withHeader(
        "MCP-Protocol-Version",
        meta.path(PREFIX + "protocolVersion").asText(ModernRequest.REVISION));
    http.withHeader("Mcp-Method", method);
    JsonNode params = message.path("params");
    switch (method) {
      case "tools/call", "prompts/get" ->
          http.withHeader("Mcp-Name", encoded(params.path("name").asText()));
      case "resources/read" -> http.withHeader("Mcp-Name", encoded(params.path("uri").asText()));
      default -> {}
    }
    spoiled.forEach((name, value) ->
        value.ifPresentOrElse(v -> http.withHeader(name, v), () -> http.withoutHeader(name)));
  }

  /** A value as a header may carry it (2026-07-28, Streamable HTTP, "Value Encoding"). */
  private static String encoded(String value) {
    boolean plain =
        value.strip().equals(value) && value.chars().allMatch(c -> c >= ' ' && c <= '~');
    return plain && !value.startsWith("=?base64?")
        ? value
        : "=?base64?"
            + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
