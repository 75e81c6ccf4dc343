package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One {@code subscriptions/listen} stream; every message on it bears the listen request's id. */
final class Subscription {
  private static final int MOST = 1_000;
  private static final int SECONDS_TO_END = 5;

  /** How long nothing is written before a comment is. */
  private static final int QUIET_MILLIS = 250;

  private final JsonNode id;
  private final ObjectNode honoured;
  private final BlockingQueue<ObjectNode> due = new LinkedBlockingQueue<>(MOST);
  private final CompletableFuture<Boolean> gone = new CompletableFuture<>();

  Subscription(JsonNode id, ObjectNode honoured) {
    this.id = id;
    this.honoured = honoured;
  }

  ObjectNode honoured() {
    return honoured;
  }

  /** Puts a notification in line; a reader that is far behind misses some. */
  void tell(String method, JsonNode params) {
    due.offer(stamped(method, params));
  }

  /** Puts the graceful end in line: the cancellation, then the response to the listen request. */
  void end() {
    ObjectNode cancelled = Json.object();
    cancelled.set("requestId", id);
    tell("notifications/cancelled", cancelled);
    ObjectNode result = Json.object().put("resultType", "complete");
    result.putObject("_meta").set(ModernRequest.PREFIX + "subscriptionId", id);
    due.offer(Json.result(id, result));
  }

  void ended() {
    gone.complete(true);
  }

  /** Waits until the stream is gone; no longer than 5 s, for a reader that does not read. */
  void awaitEnd() {
    gone.completeOnTimeout(false, SECONDS_TO_END, TimeUnit.SECONDS).join();
  }

  /**
   * Writes the acknowledgment, then what is told, until the end. Comments find out that the reader
   * has gone.
   *
   * @throws IOException when the reader has gone
   */
  void pump(OutputStream out) throws IOException, InterruptedException {
    ObjectNode acknowledged = Json.object();
    acknowledged.set("notifications", honoured);
    ModernAnswer.event(out, stamped("notifications/subscriptions/acknowledged", acknowledged));
    ObjectNode message = Json.object();
    while (!message.has("result")) {
      ObjectNode next = due.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
      if (next == null) {
        ModernAnswer.keepAlive(out);
      } else {
        message = next;
        ModernAnswer.event(out, message);
      }
    }
  }

  private ObjectNode stamped(String method, JsonNode params) {
    ObjectNode tagged = Json.object();
    tagged.setAll(params instanceof ObjectNode object ? object.deepCopy() : Json.object());
    tagged.withObject("/_meta").set(ModernRequest.PREFIX + "subscriptionId", id);
    return Json.notification(method, tagged);
  }
}
