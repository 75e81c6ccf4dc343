package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One modern tool call while it runs: the tools that tell something before they end. */
final class ModernCall {
  /** The suite asks for about 50 ms between two notifications of a tool. */
  private static final int PAUSE_MILLIS = 50;

  private static final int MOST_MILLIS = 30_000;

  private final ModernRequest request;
  private final ModernAnswer out;

  ModernCall(ModernRequest request, ModernAnswer out) {
    this.request = request;
    this.out = out;
  }

  ObjectNode logging() throws IOException, InterruptedException {
    for (String text :
        List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
      log("info", text);
      Thread.sleep(PAUSE_MILLIS);
    }
    return Json.text("Three messages were logged.");
  }

  ObjectNode loggingEverySeverity() throws IOException {
    out.stream();
    for (String level : LogLevels.ALL) {
      log(level, "A message of severity " + level);
    }
    return Json.text("One message of every severity was logged.");
  }

  ObjectNode progressing() throws IOException, InterruptedException {
    for (int progress : List.of(0, 50, 100)) {
      progress(progress);
      Thread.sleep(PAUSE_MILLIS);
    }
    return Json.text("Progress was reported.");
  }

  /** Runs until the client has gone, or for 30 s; comments on the stream find out. */
  ObjectNode waiting() throws IOException, InterruptedException {
    OutputStream stream = out.stream();
    for (int waited = 0; waited < MOST_MILLIS; waited += PAUSE_MILLIS) {
      ModernAnswer.keepAlive(stream);
      Thread.sleep(PAUSE_MILLIS);
    }
    return Json.text("Nobody cancelled.");
  }

  /** Makes the answer a stream before the client is asked something. */
  void beginning() throws IOException {
    out.stream();
    progress(0);
  }

  ModernReply relyingOnSampling() {
    return Capabilities.declares(request, "sampling/createMessage")
        ? ModernReply.complete(Json.text("The client can sample."))
        : Capabilities.missing(List.of("sampling/createMessage"));
  }

  /** "The server MUST NOT emit notifications/message for a request that does not include" it. */
  private void log(String level, String text) throws IOException {
    if (LogLevels.covers(request.meta("logLevel").asText(), level)) {
      out.emit("notifications/message", Json.object().put("level", level).put("data", text));
    }
  }

  private void progress(int progress) throws IOException {
    JsonNode token = request.params().path("_meta").path("progressToken");
    if (!token.isMissingNode()) {
      ObjectNode step = Json.object().put("progress", progress).put("total", 100);
      step.set("progressToken", token);
      out.emit("notifications/progress", step);
    }
  }
}
