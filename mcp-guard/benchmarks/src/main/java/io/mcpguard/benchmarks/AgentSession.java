package io.mcpguard.benchmarks;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Opens an MCP session (2025-11-25, basic/lifecycle) for an agent that holds a token. */
final class AgentSession {
  static final String STATELESS_REVISION = "2026-07-28";

  private static final String REVISION = "2025-11-25";
  private static final int PATIENCE_MILLIS = 30_000;

  private AgentSession() {}

  /** The headers that each call of the new session carries. */
  static Map<String, String> open(URI endpoint, String token) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer " + token);
    Optional<String> session =
        post(
            endpoint,
            headers,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"%s",\
            "capabilities":{},"clientInfo":{"name":"load","version":"1"}}}\
            """
                .formatted(REVISION));
    headers.put("MCP-Protocol-Version", REVISION);
    headers.put(
        "Mcp-Session-Id", session.orElseThrow(() -> new IOException("no session was opened")));
    post(endpoint, headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return headers;
  }

  /** The headers of {@code tools/list} in the revision that has no sessions. */
  static Map<String, String> none(String token) {
    return Map.of(
        "Authorization",
        "Bearer " + token,
        "MCP-Protocol-Version",
        STATELESS_REVISION,
        "Mcp-Method",
        "tools/list");
  }

  private static Optional<String> post(URI endpoint, Map<String, String> headers, String body)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setDoOutput(true);
    headers.forEach(connection::setRequestProperty);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "application/json, text/event-stream");
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    try (var in = connection.getInputStream()) {
      in.readAllBytes();
    }
    return Optional.ofNullable(connection.getHeaderField("Mcp-Session-Id"));
  }
}
