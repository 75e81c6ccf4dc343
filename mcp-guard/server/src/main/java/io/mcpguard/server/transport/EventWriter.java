package io.mcpguard.server.transport;

import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * Writes a stream of server-sent events, each as it comes, and a comment when none came for a
 * while.
 */
final class EventWriter {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Response response;

  EventWriter(Response response) {
    this.response = response;
  }

  void write(EventSource events) throws IOException, InterruptedException {
    try (events) {
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
      // Asks proxies in between not to hold events back.
      response.getHeaders().put("X-Accel-Buffering", "no");
      Content.Sink.write(response, false, ByteBuffer.allocate(0));
      while (true) {
        switch (events.next(KEEP_ALIVE)) {
          case Event.Message message -> send(frame(message));
          case Event.Retry retry ->
              send(("retry: " + retry.millis() + "\n\n").getBytes(StandardCharsets.US_ASCII));
          case Event.Idle idle -> send(COMMENT);
          case Event.End end -> {
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
            return;
          }
        }
      }
    }
  }

  private void send(byte[] bytes) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
  }

  /** JSON holds no raw line break outside of whitespace; each line of it becomes a data line. */
  private static byte[] frame(Event.Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.json().length + 64);
    if (!message.id().isEmpty()) {
      out.writeBytes(("id: " + message.id() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes("event: message\ndata: ".getBytes(StandardCharsets.US_ASCII));
    for (byte b : message.json()) {
      if (b == '\n') {
        out.writeBytes("\ndata: ".getBytes(StandardCharsets.US_ASCII));
      } else if (b != '\r') {
        out.write(b);
      }
    }
    out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
