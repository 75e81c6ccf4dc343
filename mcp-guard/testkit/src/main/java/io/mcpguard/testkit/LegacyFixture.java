package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The revisions with a handshake at one URL: sessions, answers as event streams, the GET stream,
 * resumption, requests to the client, cancellation.
 */
final class LegacyFixture implements Loopback.Endpoint {
  private static final String SESSION = "Mcp-Session-Id";

  private final Map<String, FixtureSession> sessions = new ConcurrentHashMap<>();
  private final FixtureMethods methods =
      new FixtureMethods(
          new FixtureContent(),
          list -> announce("notifications/" + list + "/list_changed", Json.object()));

  @Override
  public void answer(Received request, Answering answer) throws IOException, InterruptedException {
    switch (request.method()) {
      case "POST" -> post(request, answer);
      case "GET" -> get(request, answer);
      case "DELETE" -> delete(request, answer);
      default -> answer.empty(405);
    }
  }

  /** Sends a notification on the GET stream of every session. */
  void announce(String method, JsonNode params) {
    sessions.values().forEach(s -> s.standalone().emit(Json.notification(method, params)));
  }

  /** Tells every session that subscribed to it that a resource changed. */
  void touch(String uri) {
    JsonNode params = Json.object().put("uri", uri);
    sessions.values().stream()
        .filter(session -> session.subscriptions.contains(uri))
        .forEach(
            s -> s.standalone().emit(Json.notification("notifications/resources/updated", params)));
  }

  /** Ends every session as a restart would: their ids answer 404 from now on. */
  void endSessions() {
    List<FixtureSession> ending = new ArrayList<>(sessions.values());
    sessions.clear();
    ending.forEach(FixtureSession::end);
  }

  private void post(Received request, Answering answer) throws IOException, InterruptedException {
    JsonNode message = request.json();
    if (!message.isContainerNode()) {
      refuse(answer, 400, -32700, "Parse error");
    } else if (!accepts(request, "application/json") || !accepts(request, "text/event-stream")) {
      refuse(answer, 406, -32600, "Accept must name application/json and text/event-stream");
    } else if (message.path("method").asText().equals("initialize")) {
      initialize(message, answer);
    } else {
      Optional<FixtureSession> session = session(request, answer);
      if (session.isPresent()) {
        inSession(session.get(), message, answer);
      }
    }
  }

  private void initialize(JsonNode message, Answering answer) throws IOException {
    String revision = Revisions.negotiate(message.at("/params/protocolVersion").asText());
    FixtureSession session =
        new FixtureSession(
            UUID.randomUUID().toString(), revision, message.at("/params/capabilities"));
    sessions.put(session.id, session);
    answer.header(SESSION, session.id);
    answer.json(200, Json.result(message.path("id"), methods.welcome(revision)));
  }

  private void inSession(FixtureSession session, JsonNode message, Answering answer)
      throws IOException, InterruptedException {
    boolean batch = message.isArray();
    if (batch && !Revisions.batches(session.revision)) {
      refuse(answer, 400, -32600, "This revision has no batches");
      return;
    }
    List<JsonNode> messages = new ArrayList<>();
    (batch ? message : Json.NODES.arrayNode().add(message)).forEach(messages::add);
    List<JsonNode> requests = new ArrayList<>();
    for (JsonNode one : messages) {
      if (one.has("method") && one.has("id")) {
        requests.add(one);
      } else {
        methods.note(session, one);
      }
    }
    if (requests.isEmpty()) {
      answer.empty(202);
      return;
    }
    stream(session, requests, answer);
  }

  private void stream(FixtureSession session, List<JsonNode> requests, Answering answer)
      throws IOException, InterruptedException {
    EventStream stream = session.open();
    OutputStream out = answer.events();
    if (session.primes()) {
      stream.prime(out);
    }
    int reader = stream.attach();
    Thread.startVirtualThread(() -> methods.run(session, stream, requests));
    stream.pump(out, reader, 0);
  }

  private void get(Received request, Answering answer) throws IOException, InterruptedException {
    if (!accepts(request, "text/event-stream")) {
      refuse(answer, 406, -32600, "Accept must name text/event-stream");
      return;
    }
    Optional<FixtureSession> session = session(request, answer);
    if (session.isEmpty()) {
      return;
    }
    String last = request.header("Last-Event-ID").orElse("");
    int dash = last.lastIndexOf('-');
    EventStream stream =
        dash < 0
            ? session.get().standalone()
            : session.get().stream(last.substring(0, dash)).orElse(session.get().standalone());
    OutputStream out = answer.events();
    stream.pump(out, stream.attach(), dash < 0 ? 0 : Integer.parseInt(last.substring(dash + 1)));
  }

  private void delete(Received request, Answering answer) throws IOException {
    Optional<FixtureSession> session = session(request, answer);
    if (session.isPresent()) {
      sessions.remove(session.get().id);
      session.get().end();
      answer.empty(204);
    }
  }

  /** The session a request belongs to; without one the refusal is written already. */
  private Optional<FixtureSession> session(Received request, Answering answer) throws IOException {
    Optional<String> id = request.header(SESSION);
    if (id.isEmpty()) {
      refuse(answer, 400, -32600, "Mcp-Session-Id is missing");
      return Optional.empty();
    }
    FixtureSession session = sessions.get(id.get());
    if (session == null) {
      refuse(answer, 404, -32001, "Session not found");
      return Optional.empty();
    }
    if (!request.header("MCP-Protocol-Version").map(Revisions::known).orElse(true)) {
      refuse(answer, 400, -32600, "MCP-Protocol-Version is not supported");
      return Optional.empty();
    }
    return Optional.of(session);
  }

  private static boolean accepts(Received request, String type) {
    return request.headers("Accept").stream().anyMatch(value -> value.contains(type));
  }

  private static void refuse(Answering answer, int status, int code, String text)
      throws IOException {
    ObjectNode error = Json.error(Json.NODES.nullNode(), code, text);
    answer.json(status, error);
  }
}
