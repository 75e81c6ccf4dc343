package io.mcpguard.connect;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Http1Response;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SseEvent;
import io.mcpguard.upstream.SseReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Bodies of answers: one JSON text, a stream of events, or nothing. */
final class Answers {
  /** Longer answers and events are refused. */
  static final int MOST_BYTES = 16 << 20;

  private static final Duration REFUSAL = Duration.ofSeconds(30);

  /** How an answer comes. */
  enum Form {
    JSON,
    EVENTS,
    OTHER
  }

  private Answers() {}

  static Form form(Http1Response response) throws IOException {
    if (response.header("content-encoding").isPresent()) {
      return Form.OTHER; // Nobody asked for it.
    }
    String type = response.header("content-type").orElse("");
    return switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
      case "application/json" -> Form.JSON;
      case "text/event-stream" -> Form.EVENTS;
      default -> Form.OTHER;
    };
  }

  /** The answer to one request, whatever else comes with it. */
  static Optional<ServerText> only(Http1Response response, RequestId id, Duration atMost)
      throws IOException {
    response.exchange().until(Deadline.in(atMost));
    return switch (form(response)) {
      case JSON -> ServerText.read(response.readAll(MOST_BYTES)).filter(text -> answers(text, id));
      case OTHER -> Optional.empty();
      case EVENTS -> {
        SseReader events = new SseReader(response.body(), MOST_BYTES);
        Optional<ServerText> found = Optional.empty();
        Optional<SseEvent> event = events.next();
        while (event.isPresent() && found.isEmpty()) {
          found = ServerText.read(event.get().data()).filter(text -> answers(text, id));
          event = found.isEmpty() ? events.next() : event;
        }
        yield found;
      }
    };
  }

  /** A refusal's body, which may be a JSON-RPC error; empty where it does not arrive. */
  static byte[] whole(Http1Response response) {
    response.exchange().until(Deadline.in(REFUSAL));
    try {
      return response.readAll(MOST_BYTES);
    } catch (IOException withoutBody) {
      return new byte[0];
    }
  }

  private static boolean answers(ServerText text, RequestId id) {
    return text.answered().contains(id);
  }
}
