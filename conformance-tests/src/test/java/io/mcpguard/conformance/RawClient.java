package io.mcpguard.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A client over HTTP that reads and writes messages as bytes. */
final class RawClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"raw\",\"version\":\"1\"}}}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;
  private final Requirements revision;
  private String type = "application/json; charset=utf-8";
  private String session = "";

  private RawClient(URI endpoint, Requirements revision) {
    this.endpoint = endpoint;
    this.revision = revision;
  }

  /** A client of an endpoint, with a session if its revision has such. */
  static RawClient of(URI endpoint, Requirements revision)
      throws IOException, InterruptedException {
    RawClient client = new RawClient(endpoint, revision);
    switch (revision) {
      case OF_2025_11_25 -> client.greet();
      case OF_2026_07_28 -> {}
    }
    return client;
  }

  private void greet() throws IOException, InterruptedException {
    HttpResponse<byte[]> welcome = send(INITIALIZE, Map.of());
    session = welcome.headers().firstValue("Mcp-Session-Id").orElse("");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", Map.of());
  }

  /** Says from now on of what type its bodies are. */
  RawClient saying(String contentType) {
    type = contentType;
    return this;
  }

  /**
   * Everything that answers a request for something, message by message; a body is one, or an event
   * each.
   */
  List<String> call(String method, String target, String message)
      throws IOException, InterruptedException {
    return messages(send(message, Map.of("Mcp-Method", method, "Mcp-Name", target)));
  }

  private static List<String> messages(HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (!type.startsWith("text/event-stream")) {
      return List.of(body);
    }
    return Arrays.stream(body.split("\n"))
        .filter(line -> line.startsWith("data:") && line.length() > "data: ".length())
        .map(line -> line.substring(line.indexOf('{')))
        .toList();
  }

  private HttpResponse<byte[]> send(String message, Map<String, String> stateless)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .header("Content-Type", type)
            .header("Accept", "application/json;q=1.0, text/event-stream")
            .header("MCP-Protocol-Version", revision.revision());
    switch (revision) {
      case OF_2025_11_25 -> {
        if (!session.isEmpty()) {
          request.header("Mcp-Session-Id", session);
        }
      }
      case OF_2026_07_28 -> stateless.forEach(request::header);
    }
    byte[] body = message.getBytes(StandardCharsets.ISO_8859_1);
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
