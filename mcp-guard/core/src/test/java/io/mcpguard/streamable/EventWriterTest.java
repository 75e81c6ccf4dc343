package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes over the wire of a stream (HTML, "Server-sent events"). */
class EventWriterTest {
  private final Deque<Event> said = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private final Recorded exchange = new Recorded();

  /** Says what is in {@code said}, and then no more. */
  private final EventSource events =
      new EventSource() {
        @Override
        public Event next(Duration atMost) {
          waits.add(atMost);
          return said.isEmpty() ? new Event.End() : said.poll();
        }

        @Override
        public void close() {}
      };

  private String written() throws Exception {
    new EventWriter(exchange).write(events);
    return exchange.body.toString(StandardCharsets.UTF_8);
  }

  private static Event message(String json, String id) {
    return new Event.Message(json.getBytes(StandardCharsets.UTF_8), id);
  }

  /** A line that begins with a colon is a comment, which readers ignore and proxies see. */
  @Test
  void silenceIsFilledWithAComment() throws Exception {
    said.add(new Event.Idle());

    assertThat(written()).isEqualTo(": keep-alive\n\n");
  }

  @Test
  void nothingIsSilentForMoreThanFifteenSeconds() throws Exception {
    said.add(new Event.Idle());
    said.add(message("{}", ""));

    written();

    assertThat(waits).hasSize(3).containsOnly(Duration.ofSeconds(15));
  }

  @Test
  void aMessageHasItsIdInFrontAndEachLineInALineOfItsOwn() throws Exception {
    said.add(message("{\n}", "7"));

    assertThat(written()).isEqualTo("id: 7\nevent: message\ndata: {\ndata: }\n\n");
  }

  private static final class Recorded implements ClientExchange {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String source() {
      return "127.0.0.1";
    }

    @Override
    public List<String> values(String name) {
      return List.of();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void status(int status) {}

    @Override
    public void field(String name, String value) {}

    @Override
    public void whole(byte[] bytes) {
      body.writeBytes(bytes);
    }

    @Override
    public void begin() {}

    @Override
    public void piece(byte[] bytes) {
      body.writeBytes(bytes);
    }

    @Override
    public void end() {}
  }
}
