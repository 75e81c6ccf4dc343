package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A plain MCP client of the legacy revisions over Streamable HTTP. It does what a test says and no
 * more: no retries, no login, no validation of what comes back. One instance is one session.
 */
public final class ScriptedClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI endpoint;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final AtomicInteger ids = new AtomicInteger();
  private Prover prover = Prover.none();
  private Function<JsonNode, Optional<JsonNode>> asked = request -> Optional.empty();

  /** A client of this MCP endpoint, without a session yet. */
  public ScriptedClient(URI endpoint) {
    this.endpoint = endpoint;
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
  }

  /** Sends this bearer token from now on. */
  public ScriptedClient withBearer(String token) {
    return withHeader("Authorization", "Bearer " + token);
  }

  /** Sends this token with a proof by its key from now on (RFC 9449 §7.1). */
  public ScriptedClient withDpop(DpopKey key, String token) {
    return withDpop(key, token, InstantSource.system());
  }

  /** The same, by this clock. */
  public ScriptedClient withDpop(DpopKey key, String token, InstantSource clock) {
    this.prover = Prover.of(key, token, clock);
    return withHeader("Authorization", "DPoP " + token);
  }

  /** Sends this header from now on. */
  public ScriptedClient withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Does not send this header any more. */
  public ScriptedClient withoutHeader(String name) {
    headers.remove(name);
    return this;
  }

  /** How to answer the server's own requests: the {@code result}, or empty for no answer at all. */
  public ScriptedClient answeringWith(Function<JsonNode, Optional<JsonNode>> answer) {
    this.asked = answer;
    return this;
  }

  /** The whole handshake: {@code initialize}, then {@code notifications/initialized}. */
  public Answer initialize(String revision) throws IOException, InterruptedException {
    return initialize(revision, "{}");
  }

  /** The whole handshake with these client capabilities. */
  public Answer initialize(String revision, String capabilities)
      throws IOException, InterruptedException {
    Answer answer =
        request(
            "initialize",
            """
            {"protocolVersion":"%s","capabilities":%s,"clientInfo":{"name":"scripted","version":"1"}}
            """
                .formatted(revision, capabilities));
    answer
        .headers()
        .firstValue("Mcp-Session-Id")
        .ifPresent(id -> headers.put("Mcp-Session-Id", id));
    String negotiated = answer.result().path("protocolVersion").asText();
    if (negotiated.compareTo("2025-03-26") > 0) {
      headers.put("MCP-Protocol-Version", negotiated);
    }
    if (answer.status() == 200) {
      notify("notifications/initialized", "{}");
    }
    return answer;
  }

  /** Calls a tool; the arguments are JSON text that is sent as it is. */
  public Answer call(String tool, String arguments) throws IOException, InterruptedException {
    return request(
        "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments.strip() + "}");
  }

  /** Sends a request with a fresh id; the params are JSON text that is sent as it is. */
  public Answer request(String method, String params) throws IOException, InterruptedException {
    return send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(ids.incrementAndGet(), method, params.strip()));
  }

  /** Sends a notification. */
  public Answer notify(String method, String params) throws IOException, InterruptedException {
    return send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, params.strip()));
  }

  /** Sends several messages as one batch (2025-03-26). */
  public Answer batch(List<String> messages) throws IOException, InterruptedException {
    return send("[" + String.join(",", messages) + "]");
  }

  /** Posts a body as it is. */
  public Answer send(String body) throws IOException, InterruptedException {
    return send(body.getBytes(StandardCharsets.UTF_8));
  }

  /** Posts a body as it is and reads the whole answer. */
  public Answer send(byte[] body) throws IOException, InterruptedException {
    HttpResponse<InputStream> first = posted(body);
    HttpResponse<InputStream> response = prover.mustRepeat(first) ? posted(body) : first;
    if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
      return streamed(response);
    }
    try (InputStream in = response.body()) {
      byte[] bytes = in.readAllBytes();
      List<JsonNode> messages = new ArrayList<>();
      JsonNode node = Json.readOrMissing(bytes);
      if (node.isArray()) {
        node.forEach(messages::add);
      } else if (node.isObject()) {
        messages.add(node);
      }
      return new Answer(
          response.statusCode(),
          response.headers(),
          new String(bytes, StandardCharsets.UTF_8),
          messages);
    }
  }

  private HttpResponse<InputStream> posted(byte[] body) throws IOException, InterruptedException {
    return exchange(builder("POST").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  /** Posts a request and hands out its event stream unread. */
  public EventReader stream(String body) throws IOException, InterruptedException {
    return new EventReader(posted(body.getBytes(StandardCharsets.UTF_8)).body());
  }

  /** Opens the GET stream, after an event id where one is given. */
  public HttpResponse<InputStream> open(String... lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder get = builder("GET").GET();
    for (String id : lastEventId) {
      get.header("Last-Event-ID", id);
    }
    return exchange(get.build());
  }

  /** Opens the GET stream for reading events. */
  public EventReader listen(String... lastEventId) throws IOException, InterruptedException {
    return new EventReader(open(lastEventId).body());
  }

  /** Ends the session and returns the HTTP status. */
  public int delete() throws IOException, InterruptedException {
    HttpResponse<InputStream> response = exchange(builder("DELETE").DELETE().build());
    response.body().close();
    return response.statusCode();
  }

  private Answer streamed(HttpResponse<InputStream> response)
      throws IOException, InterruptedException {
    List<JsonNode> messages = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    try (EventReader events = new EventReader(response.body())) {
      Optional<JsonNode> message = events.nextMessage();
      while (message.isPresent()) {
        messages.add(message.get());
        body.append(message.get()).append('\n');
        if (message.get().has("method") && message.get().has("id")) {
          reply(message.get());
        }
        message = events.nextMessage();
      }
    }
    return new Answer(response.statusCode(), response.headers(), body.toString(), messages);
  }

  private void reply(JsonNode request) throws IOException, InterruptedException {
    Optional<JsonNode> result = asked.apply(request);
    if (result.isPresent()) {
      send(Json.bytes(Json.result(request.path("id"), result.get())));
    }
  }

  private HttpRequest.Builder builder(String method) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint).timeout(PATIENCE);
    headers.forEach(builder::header);
    return prover.prove(builder, method, endpoint);
  }

  private HttpResponse<InputStream> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }
}
