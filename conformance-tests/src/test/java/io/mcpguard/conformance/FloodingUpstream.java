package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A tool server that sends too much: its tool {@code many} answers with a hundred megabytes of
 * notifications before the result, {@code endless} with one event that never ends, and the stream
 * that a client opens stays open and says nothing.
 */
final class FloodingUpstream implements AutoCloseable {
  private static final int HUNDRED_MEGABYTES = 100 * 1024 * 1024;
  private static final long MOST_OPEN_SECONDS = 120;
  private static final String PADDING = "x".repeat(16 * 1024);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);

  URI url() {
    return upstream.url();
  }

  @Override
  public void close() {
    closed.countDown();
    upstream.close();
  }

  private Reply answer(Received request) {
    if (request.method().equals("GET")) {
      return Reply.events(this::silence);
    }
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" ->
          result(
              id,
              """
              {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},
               "serverInfo":{"name":"flood","version":"1"}}
              """);
      case "tools/list" ->
          result(
              id,
              """
              {"tools":[{"name":"many","inputSchema":{"type":"object"}},
                        {"name":"endless","inputSchema":{"type":"object"}}]}
              """);
      case "tools/call" ->
          request.json().at("/params/name").asText().equals("many")
              ? Reply.events(out -> many(out, id))
              : Reply.events(FloodingUpstream::endless);
      default -> id.isMissingNode() ? Reply.empty(202) : result(id, "{}");
    };
  }

  private void silence(OutputStream out) throws IOException, InterruptedException {
    out.write(": open\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    closed.await(MOST_OPEN_SECONDS, TimeUnit.SECONDS);
  }

  private static void many(OutputStream out, JsonNode id) throws IOException {
    String notification =
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
            + "{\"level\":\"info\",\"data\":\"%s\"}}\n\n".formatted(PADDING);
    byte[] event = notification.getBytes(StandardCharsets.UTF_8);
    for (int sent = 0; sent < HUNDRED_MEGABYTES; sent += event.length) {
      out.write(event);
    }
    JsonNode done = Json.read("{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
    out.write(("data: " + Json.result(id, done) + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void endless(OutputStream out) throws IOException {
    byte[] piece = PADDING.getBytes(StandardCharsets.UTF_8);
    out.write("data: ".getBytes(StandardCharsets.UTF_8));
    for (int sent = 0; sent < HUNDRED_MEGABYTES; sent += piece.length) {
      out.write(piece);
    }
  }

  private static Reply result(JsonNode id, String result) {
    return Reply.json(Json.result(id, Json.read(result)));
  }
}
