package io.mcpguard.connect;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Response;
import io.mcpguard.stdio.LineWriter;
import io.mcpguard.upstream.SseEvent;
import io.mcpguard.upstream.SseReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a session hears of without having asked (2025-11-25, basic/transports, "Listening for
 * Messages from the Server"). A stream that ends is asked for again, as long as the host is there.
 */
final class ServerStream implements Runnable {
  private static final Duration TO_BEGIN = Duration.ofMinutes(1);

  /** One that is silent for longer may be dead without either end knowing. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final McpHttp http;
  private final LegacySession session;
  private final LineWriter out;
  private final CountDownLatch over;
  private volatile Cancellation cancellation = new Cancellation();
  private Optional<LegacySession.State> listening = Optional.empty();
  private String lastId = "";
  private volatile Duration pause = FIRST_PAUSE;

  ServerStream(McpHttp http, LegacySession session, LineWriter out, CountDownLatch over) {
    this.http = http;
    this.session = session;
    this.out = out;
    this.over = over;
  }

  /** What came of asking for the stream. */
  private enum Heard {
    SOMETHING,
    /** The server has no such stream. */
    NONE_OFFERED
  }

  @Override
  public void run() {
    try {
      while (listen() == Heard.SOMETHING && !over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it from another thread, once {@code over}. */
  void close() {
    cancellation.cancel();
  }

  /** Has it listen in the session that there is now. */
  void restart() {
    pause = FIRST_PAUSE;
    cancellation.cancel();
  }

  private Heard listen() throws InterruptedException {
    Optional<LegacySession.State> now = session.now();
    if (!now.equals(listening)) {
      listening = now;
      lastId = "";
    }
    Cancellation own = new Cancellation();
    cancellation = own;
    if (over.getCount() == 0) {
      return Heard.NONE_OFFERED;
    }
    Sent sent = http.send(McpRequest.get(headers(), TO_BEGIN), own);
    if (!(sent instanceof Sent.Answered(Http1Response response))) {
      return Heard.SOMETHING; // Not now.
    }
    try (response) {
      if (response.status() == 405) {
        return Heard.NONE_OFFERED;
      }
      if (response.status() == 200 && Answers.form(response) == Answers.Form.EVENTS) {
        write(response);
      }
    } catch (IOException brokenOff) {
      // Asked for again.
    }
    return Heard.SOMETHING;
  }

  private List<Header> headers() {
    List<Header> headers =
        new ArrayList<>(listening.map(LegacySession.State::headers).orElse(List.of()));
    if (!lastId.isEmpty() && Header.isValue(lastId)) {
      headers.add(new Header("Last-Event-ID", lastId));
    }
    return headers;
  }

  private void write(Http1Response response) throws IOException {
    SseReader events = new SseReader(response.body(), Answers.MOST_BYTES);
    while (true) {
      response.exchange().until(Deadline.in(SILENCE));
      Optional<SseEvent> event = events.next();
      if (event.isEmpty()) {
        return;
      }
      pause = FIRST_PAUSE;
      event.get().id().ifPresent(id -> lastId = id);
      ServerText.read(event.get().data())
          .filter(text -> text.answered().isEmpty())
          .ifPresent(text -> out.write(text.document().bytes()));
    }
  }
}
