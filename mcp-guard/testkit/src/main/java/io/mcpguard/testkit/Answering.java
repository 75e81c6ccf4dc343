package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** One HTTP answer while it is written. The head goes out with the first byte of the body. */
final class Answering {
  private final Response response;
  private final OutputStream out;

  Answering(Response response) {
    this.response = response;
    this.out = Content.Sink.asOutputStream(response);
  }

  Answering header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  void empty(int status) {
    response.setStatus(status);
  }

  void json(int status, JsonNode body) throws IOException {
    bytes(status, "application/json", Json.bytes(body));
  }

  void bytes(int status, String contentType, byte[] body) throws IOException {
    response.setStatus(status);
    header("Content-Type", contentType);
    out.write(body);
  }

  /** A stream of server-sent events; the head is sent at once. */
  OutputStream events() throws IOException {
    response.setStatus(200);
    header("Content-Type", "text/event-stream");
    header("Cache-Control", "no-cache, no-transform");
    header("X-Accel-Buffering", "no");
    out.flush();
    return out;
  }

  OutputStream body() {
    return out;
  }

  void close() throws IOException {
    out.close();
  }
}
