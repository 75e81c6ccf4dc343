package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server of 2026-07-28 with one tool, {@code work}, whose results are what a test wants. */
final class OneToolServer implements AutoCloseable {
  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final String PROGRESS =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
          + "\"params\":{\"progressToken\":1,\"progress\":1}}";

  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private final Function<JsonNode, String> result;
  private final Semaphore held = new Semaphore(0);
  private final Semaphore cut = new Semaphore(0);
  private final CountDownLatch released = new CountDownLatch(1);

  /** One whose tool gives what {@code result} makes of the request. */
  private OneToolServer(Function<JsonNode, String> result) {
    this.result = result;
  }

  static OneToolServer giving(Function<JsonNode, String> result) {
    return new OneToolServer(result);
  }

  /** One that asks the same things, whatever it is told. */
  static OneToolServer asking(String inputRequests) {
    return giving(
        request -> "{\"resultType\":\"input_required\",\"inputRequests\":" + inputRequests + "}");
  }

  /**
   * One that answers when it is told to: by the argument {@code how} in a stream that is chatty or
   * silent until then, or in one piece.
   */
  static OneToolServer holding() {
    return giving(request -> "");
  }

  URI url() {
    return upstream.url();
  }

  /** Waits until a call is held. */
  void awaitHeld() throws InterruptedException {
    await(held, "no call is held");
  }

  /** Waits until a held call was cut off. */
  void awaitCut() throws InterruptedException {
    await(cut, "no call was cut off");
  }

  void release() {
    released.countDown();
  }

  /** The calls that arrived. */
  List<JsonNode> calls() {
    return upstream.received().stream()
        .filter(request -> request.rpcMethod().equals("tools/call"))
        .map(Received::json)
        .toList();
  }

  private static void await(Semaphore one, String otherwise) throws InterruptedException {
    if (!one.tryAcquire(20, TimeUnit.SECONDS)) {
      throw new AssertionError(otherwise);
    }
  }

  private Reply answer(Received request) {
    return switch (request.rpcMethod()) {
      case "server/discover" ->
          complete(
              request, "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}");
      case "tools/list" ->
          complete(
              request,
              "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":{\"type\":\"array\"}}]");
      case "tools/call" -> called(request);
      default -> Reply.empty(404);
    };
  }

  private static Reply complete(Received request, String open) {
    return Reply.json(
        message(
            request,
            open + ",\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}"));
  }

  private static JsonNode message(Received request, String result) {
    return Json.result(request.json().path("id"), Json.read(result));
  }

  private Reply called(Received request) {
    String given = result.apply(request.json());
    if (!given.isEmpty()) {
      return Reply.json(message(request, given));
    }
    String done = message(request, "{\"resultType\":\"complete\",\"content\":[]}").toString();
    return switch (request.json().at("/params/arguments/how").asText()) {
      case "chatty" -> Reply.events(out -> hold(out, event(PROGRESS), event(done)));
      case "silent" -> Reply.events(out -> hold(out, ":\n\n", event(done)));
      default ->
          new Reply(200, Map.of("Content-Type", "application/json"), out -> hold(out, " ", done));
    };
  }

  private static String event(String json) {
    return "data: " + json + "\n\n";
  }

  /** Whether anybody still listens shows only when something is written. */
  private void hold(OutputStream out, String still, String last)
      throws IOException, InterruptedException {
    held.release();
    try {
      do {
        out.write(still.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } while (!released.await(10, TimeUnit.MILLISECONDS));
    } catch (IOException left) {
      cut.release();
      throw left;
    }
    out.write(last.getBytes(StandardCharsets.UTF_8));
  }

  /** A member of a request's {@code _meta} that the revision reserves. */
  static JsonNode meta(JsonNode request, String name) {
    return request.path("params").path("_meta").path(PREFIX + name);
  }

  @Override
  public void close() {
    release();
    upstream.close();
  }
}
