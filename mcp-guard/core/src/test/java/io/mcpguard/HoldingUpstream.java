package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * A tool server that answers {@code work} at once and holds the answer to {@code hold} until it is
 * told to release it, or is cut off.
 */
final class HoldingUpstream implements AutoCloseable {
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private final Semaphore held = new Semaphore(0);
  private final Semaphore cut = new Semaphore(0);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final WhenCancelled whenCancelled;

  private enum WhenCancelled {
    IGNORES,
    ENDS_THE_STREAM
  }

  HoldingUpstream() {
    this(WhenCancelled.IGNORES);
  }

  private HoldingUpstream(WhenCancelled whenCancelled) {
    this.whenCancelled = whenCancelled;
  }

  /**
   * One that ends the stream of the call without an answer when it is cancelled, and never says
   * that it heard of that.
   */
  static HoldingUpstream endingWhatIsCancelled() {
    return new HoldingUpstream(WhenCancelled.ENDS_THE_STREAM);
  }

  URI url() {
    return upstream.url();
  }

  /** Waits until one more call is held. */
  HoldingUpstream awaitHeld() throws InterruptedException {
    await(held, "no call is held");
    return this;
  }

  /** Waits until one more held call was cut off. */
  void awaitCut() throws InterruptedException {
    await(cut, "no call was cut off");
  }

  /** Answers whatever is held. */
  void release() {
    released.countDown();
  }

  List<String> received() {
    return upstream.received().stream().map(Received::rpcMethod).toList();
  }

  private static void await(Semaphore one, String otherwise) throws InterruptedException {
    if (!one.tryAcquire(20, TimeUnit.SECONDS)) {
      throw new AssertionError(otherwise);
    }
  }

  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> {
        ObjectNode result = Json.object();
        result.set("protocolVersion", request.json().at("/params/protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "holding").put("version", "1");
        yield Reply.json(Json.result(id, result));
      }
      case "tools/list" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}},"
                          + "{\"name\":\"hold\",\"inputSchema\":{}}]}")));
      case "tools/call" -> {
        byte[] answer = Json.bytes(Json.result(id, Json.read("{\"content\":[]}")));
        yield request.json().at("/params/name").asText().equals("hold")
            ? held(answer)
            : new Reply(200, Map.of("Content-Type", "application/json"), out -> out.write(answer));
      }
      case "notifications/cancelled" -> cancelled();
      case "" ->
          request.method().equals("GET")
              ? Reply.events(out -> drip(out, ":\n", new byte[0]))
              : Reply.empty(200);
      default -> Reply.empty(202);
    };
  }

  private Reply held(byte[] answer) {
    return switch (whenCancelled) {
      case IGNORES ->
          new Reply(200, Map.of("Content-Type", "application/json"), out -> hold(out, " ", answer));
      case ENDS_THE_STREAM -> Reply.events(out -> hold(out, ":\n", new byte[0]));
    };
  }

  private Reply cancelled() {
    if (whenCancelled == WhenCancelled.ENDS_THE_STREAM) {
      release();
      try {
        closed.await();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
    return Reply.empty(202);
  }

  private void hold(OutputStream out, String still, byte[] last)
      throws IOException, InterruptedException {
    held.release();
    drip(out, still, last);
  }

  /** Whether anybody still listens shows only when something is written. */
  private void drip(OutputStream out, String still, byte[] last)
      throws IOException, InterruptedException {
    try {
      do {
        out.write(still.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } while (!released.await(10, TimeUnit.MILLISECONDS));
    } catch (IOException left) {
      cut.release();
      throw left;
    }
    out.write(last);
  }

  @Override
  public void close() {
    release();
    closed.countDown();
    upstream.close();
  }
}
