package io.mcpguard.streamable;

import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes a stream of server-sent events, each as it comes, and a comment when none came for a
 * while.
 */
final class EventWriter {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ClientExchange exchange;

  EventWriter(ClientExchange exchange) {
    this.exchange = exchange;
  }

  void write(EventSource events) throws IOException, InterruptedException {
    try (events) {
      exchange.status(200);
      exchange.field("Content-Type", "text/event-stream");
      exchange.field("Cache-Control", "no-cache");
      // Asks proxies in between not to hold events back.
      exchange.field("X-Accel-Buffering", "no");
      exchange.begin();
      while (true) {
        switch (events.next(KEEP_ALIVE)) {
          case Event.Message message -> exchange.piece(frame(message));
          case Event.Retry retry ->
              exchange.piece(
                  ("retry: " + retry.millis() + "\n\n").getBytes(StandardCharsets.US_ASCII));
          case Event.Idle idle -> exchange.piece(COMMENT);
          case Event.End end -> {
            exchange.end();
            return;
          }
        }
      }
    }
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
