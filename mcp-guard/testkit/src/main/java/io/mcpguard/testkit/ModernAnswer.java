package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one modern request: one JSON object, or a stream once there is something to tell
 * before the end. Events have no id: "Resumable SSE streams via Last-Event-ID are not supported".
 */
final class ModernAnswer {
  private final Answering answer;
  private final JsonNode id;
  private @Nullable OutputStream events;

  ModernAnswer(Answering answer, JsonNode id) {
    this.answer = answer;
    this.id = id;
  }

  /** Makes it a stream; nothing happens if it is one. */
  OutputStream stream() throws IOException {
    if (events == null) {
      events = answer.events();
    }
    return events;
  }

  /**
   * Sends a notification that belongs to this request.
   *
   * @throws IOException when the client has gone, which cancels the request
   */
  void emit(String method, JsonNode params) throws IOException {
    event(stream(), Json.notification(method, params));
  }

  void end(ModernReply reply) throws IOException {
    switch (reply) {
      case ModernReply.Result result -> last(200, Json.result(id, stamped(result)));
      case ModernReply.Refusal refusal -> last(refusal.status(), refusal.message(id));
    }
  }

  private void last(int status, ObjectNode message) throws IOException {
    if (events == null) {
      answer.json(status, message);
    } else {
      event(events, message);
    }
  }

  private static ObjectNode stamped(ModernReply.Result result) {
    ObjectNode value = result.value().deepCopy().put("resultType", result.type());
    value
        .withObject("/_meta")
        .putObject(ModernRequest.PREFIX + "serverInfo")
        .put("name", "modern-fixture")
        .put("version", "1.0.0");
    return value;
  }

  static void event(OutputStream out, JsonNode message) throws IOException {
    write(out, "event: message\ndata: " + message + "\n\n");
  }

  /** A comment, which only tells whether the reader is still there. */
  static void keepAlive(OutputStream out) throws IOException {
    write(out, ": still here\n\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
