package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The smallest useful MCP tool server: without sessions, every tool answers with its {@code text}
 * argument. It counts calls, keeps what it received, and can be slow, broken, paused or changed.
 */
public final class EchoToolServer implements AutoCloseable {
  private static final int MANY = 1_000_000;

  /** How calls are answered. */
  private enum Form {
    JSON,
    EVENTS
  }

  private final Traffic traffic = new Traffic();
  private final AtomicLong hits = new AtomicLong();
  private final Map<String, String> tools = new ConcurrentSkipListMap<>();
  private final Semaphore gate = new Semaphore(MANY);
  private volatile Form form = Form.JSON;
  private volatile Duration delay = Duration.ZERO;
  private volatile int failure;
  private final Loopback loopback = Loopback.serve(this::answer);

  private EchoToolServer() {}

  /** Starts a server with the tool {@code echo}. */
  public static EchoToolServer start() {
    return with("echo");
  }

  /** Starts a server with tools of these names, all of which echo. */
  public static EchoToolServer with(String... names) {
    EchoToolServer server = new EchoToolServer();
    for (String name : names) {
      server.define(name, "Answers with its text");
    }
    return server;
  }

  /** Adds a tool, or changes the description of one that is there. */
  public EchoToolServer define(String name, String description) {
    tools.put(name, description);
    return this;
  }

  /** Answers calls as an event stream from now on. */
  public EchoToolServer answeringByEvents() {
    form = Form.EVENTS;
    return this;
  }

  /** Waits this long before each call's answer. */
  public EchoToolServer answeringAfter(Duration wait) {
    delay = wait;
    return this;
  }

  /** Answers every POST with this HTTP status and nothing else; 0 ends that. */
  public EchoToolServer failingWith(int status) {
    failure = status;
    return this;
  }

  /** Holds every call that arrives until {@link #resume()}. */
  public void pause() {
    gate.drainPermits();
  }

  /** Lets held calls go on, and later ones through. */
  public void resume() {
    gate.release(MANY);
  }

  /** Where MCP is spoken. */
  public URI url() {
    return loopback.uri("/mcp");
  }

  /** How many tool calls arrived. */
  public long hits() {
    return hits.get();
  }

  /** Every request so far, oldest first. */
  public List<Received> received() {
    return traffic.all();
  }

  /** The tool calls so far, oldest first. */
  public List<Received> calls() {
    return traffic.all().stream().filter(r -> r.rpcMethod().equals("tools/call")).toList();
  }

  /** The tool calls since the last time they were taken, oldest first. */
  public List<Received> takeCalls() {
    return traffic.take().stream().filter(r -> r.rpcMethod().equals("tools/call")).toList();
  }

  @Override
  public void close() {
    resume();
    loopback.close();
  }

  private void answer(Received request, Answering answer) throws IOException, InterruptedException {
    traffic.add(request);
    if (!request.method().equals("POST")) {
      answer.empty(405);
      return;
    }
    JsonNode message = request.json();
    if (failure != 0) {
      answer.empty(failure);
    } else if (!message.has("id") || !message.has("method")) {
      answer.empty(202);
    } else if (message.path("method").asText().equals("tools/call")) {
      call(message, answer);
    } else {
      answer.json(200, listed(message));
    }
  }

  private void call(JsonNode message, Answering answer) throws IOException, InterruptedException {
    hits.incrementAndGet();
    gate.acquire();
    gate.release();
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    JsonNode id = message.path("id");
    ObjectNode result =
        tools.containsKey(message.at("/params/name").asText())
            ? Json.result(id, Json.text(message.at("/params/arguments/text").asText()))
            : Json.error(id, -32602, "Unknown tool");
    switch (form) {
      case JSON -> answer.json(200, result);
      case EVENTS -> {
        OutputStream out = answer.events();
        out.write(("data: " + result + "\n\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private ObjectNode listed(JsonNode message) {
    JsonNode id = message.path("id");
    return switch (message.path("method").asText()) {
      case "initialize" -> Json.result(id, welcome(message));
      case "ping" -> Json.result(id, Json.object());
      case "tools/list" -> Json.result(id, tools());
      default -> Json.error(id, -32601, "Method not found");
    };
  }

  private static ObjectNode welcome(JsonNode message) {
    ObjectNode result = Json.object();
    result.put(
        "protocolVersion", Revisions.negotiate(message.at("/params/protocolVersion").asText()));
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "echo").put("version", "1.0.0");
    return result;
  }

  private ObjectNode tools() {
    ObjectNode result = Json.object();
    ArrayNode list = result.putArray("tools");
    tools.forEach((name, description) -> {
      ObjectNode tool = list.addObject().put("name", name).put("description", description);
      ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
      schema.putObject("properties").putObject("text").put("type", "string");
    });
    return result;
  }
}
