package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An HTTP server that keeps every request byte for byte and answers as a test tells it, well-formed
 * MCP or not.
 */
public final class RecordingUpstream implements AutoCloseable {

  /** How to answer one request. Throwing breaks the connection. */
  @FunctionalInterface
  public interface Script {
    /** The answer to this request. */
    Reply answer(Received request);
  }

  /** Writes a body; it may take its time, and may never end. */
  @FunctionalInterface
  public interface Body {
    /** Writes to the open answer; returning ends it. */
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  /** One answer: status, head, body. */
  public record Reply(int status, Map<String, String> headers, Body body) {
    /** Copies the headers. */
    public Reply {
      headers = Map.copyOf(headers);
    }

    /** An answer without a body. */
    public static Reply empty(int status) {
      return new Reply(status, Map.of(), out -> {});
    }

    /** A JSON answer with status 200. */
    public static Reply json(JsonNode node) {
      return new Reply(
          200, Map.of("Content-Type", "application/json"), out -> out.write(Json.bytes(node)));
    }

    /** An event stream whose body is written by this script. */
    public static Reply events(Body body) {
      return new Reply(200, Map.of("Content-Type", "text/event-stream"), body);
    }
  }

  private final Traffic traffic = new Traffic();
  private final AtomicReference<Script> script;
  private final Loopback loopback;

  private RecordingUpstream(Script script) {
    this.script = new AtomicReference<>(script);
    this.loopback = Loopback.serve(this::answer);
  }

  /** Starts a server at a free loopback port. */
  public static RecordingUpstream answering(Script script) {
    return new RecordingUpstream(script);
  }

  /** Answers differently from the next request on. */
  public void answer(Script other) {
    script.set(other);
  }

  /** The server's address; every path is answered. */
  public URI url() {
    return loopback.uri("/mcp");
  }

  /** Every request so far, oldest first. */
  public List<Received> received() {
    return traffic.all();
  }

  @Override
  public void close() {
    loopback.close();
  }

  private void answer(Received request, Answering answer) throws IOException, InterruptedException {
    traffic.add(request);
    Reply reply = script.get().answer(request);
    reply.headers().forEach(answer::header);
    answer.empty(reply.status());
    reply.body().write(answer.body());
  }
}
