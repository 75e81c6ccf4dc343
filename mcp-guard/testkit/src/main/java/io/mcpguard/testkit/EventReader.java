package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events as they come (HTML, "Server-sent events", parsing an event stream). */
public final class EventReader implements AutoCloseable {

  /** One event: its id or an empty text, and its data. */
  public record Event(String id, String data) {
    /** The data as JSON. */
    public JsonNode json() {
      return Json.read(data);
    }
  }

  private final BufferedReader lines;

  EventReader(InputStream in) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the next event, priming events included; empty at the end of the stream. */
  public Optional<Event> next() throws IOException {
    String id = "";
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && any) {
        return Optional.of(new Event(id, data.toString()));
      } else if (line.startsWith("id:")) {
        id = line.substring(3).strip();
        any = true;
      } else if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
        any = true;
      }
    }
    return Optional.empty();
  }

  /** Waits for the next event that holds a message; empty at the end of the stream. */
  public Optional<JsonNode> nextMessage() throws IOException {
    Optional<Event> event = next();
    while (event.isPresent() && event.get().data().isEmpty()) {
      event = next();
    }
    return event.map(Event::json);
  }

  /** Goes away without reading the rest. */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}
