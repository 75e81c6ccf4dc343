package io.mcpguard.connect;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Response;
import io.mcpguard.protocol.RequestId;
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

/** Reads what comes back for a request and writes it for the host, each answer once. */
final class Replies {
  /** A host has its own limit for a call, and takes back what it no longer waits for. */
  static final Duration CALL = Duration.ofHours(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_RESUMED = 256;

  private final McpHttp http;
  private final LegacySession session;
  private final LineWriter out;
  private final CountDownLatch over;

  Replies(McpHttp http, LegacySession session, LineWriter out, CountDownLatch over) {
    this.http = http;
    this.session = session;
    this.out = out;
    this.over = over;
  }

  /** What is written of a server's message. */
  @FunctionalInterface
  interface Edit {
    byte[] of(ServerText message);
  }

  /** Writes what came of a request, whatever it was; each of its ids gets one answer. */
  void take(Sent sent, OpenRequest open, Edit edit) throws InterruptedException {
    switch (sent) {
      case Sent.Cancelled cancelled -> {}
      case Sent.Failed(Trouble trouble, byte[] body) -> fail(open, trouble, body);
      case Sent.Answered(Http1Response response) -> {
        try (response) {
          take(response, open, edit);
        } catch (IOException broken) {
          fail(open, trouble(broken), new byte[0]);
        }
      }
    }
  }

  private void take(Http1Response response, OpenRequest open, Edit edit)
      throws IOException, InterruptedException {
    if (response.status() >= 300) {
      fail(open, Trouble.REFUSED, Answers.whole(response));
      return;
    }
    switch (Answers.form(response)) {
      case JSON -> {
        Optional<ServerText> answer = ServerText.read(response.readAll(Answers.MOST_BYTES));
        answer.ifPresent(text -> write(text, open, edit));
        fail(open, Trouble.WRONG_ANSWER, new byte[0]);
      }
      case EVENTS -> follow(response, open, edit);
      case OTHER -> fail(open, Trouble.WRONG_ANSWER, new byte[0]);
    }
  }

  /**
   * A stream, and what a server of a session goes on with elsewhere: it may end a stream before its
   * answer and have its client come back for the rest (2025-11-25, basic/transports).
   */
  private void follow(Http1Response first, OpenRequest open, Edit edit)
      throws IOException, InterruptedException {
    Stream stream = new Stream(open, edit);
    stream.read(first);
    for (int i = 0; i < MOST_RESUMED && stream.isResumable(); i++) {
      Duration pause = stream.pause();
      if (over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      Sent sent = http.send(McpRequest.get(resuming(stream.lastId), CALL), open.cancellation());
      if (!(sent instanceof Sent.Answered(Http1Response response))) {
        break;
      }
      try (response) {
        if (response.status() != 200 || Answers.form(response) != Answers.Form.EVENTS) {
          break;
        }
        stream.read(response);
      }
    }
    fail(open, Trouble.BROKEN_OFF, new byte[0]);
  }

  private List<Header> resuming(String lastId) {
    List<Header> headers =
        new ArrayList<>(session.now().map(LegacySession.State::headers).orElse(List.of()));
    headers.add(new Header("Last-Event-ID", lastId));
    return headers;
  }

  /** One stream of events through its connections. */
  private final class Stream {
    private final OpenRequest open;
    private final Edit edit;
    private String lastId = "";
    private Duration retry = FIRST_PAUSE;

    Stream(OpenRequest open, Edit edit) {
      this.open = open;
      this.edit = edit;
    }

    boolean isResumable() {
      return !open.isStateless()
          && !lastId.isEmpty()
          && Header.isValue(lastId)
          && !open.unanswered().isEmpty();
    }

    Duration pause() {
      return retry.compareTo(LONGEST_PAUSE) < 0 ? retry : LONGEST_PAUSE;
    }

    void read(Http1Response response) throws IOException {
      SseReader events = new SseReader(response.body(), Answers.MOST_BYTES);
      try {
        while (!open.unanswered().isEmpty()) {
          response.exchange().until(Deadline.in(CALL));
          Optional<SseEvent> event = events.next();
          if (event.isEmpty()) {
            return;
          }
          event.get().id().ifPresent(id -> lastId = id);
          event.get().retry().ifPresent(time -> retry = time);
          ServerText.read(event.get().data()).ifPresent(text -> write(text, open, edit));
        }
      } catch (Http1Failure broken) {
        if (!isResumable()) {
          throw broken;
        }
      }
    }
  }

  /** Writes a message; an answer only to what is open, and once. */
  private void write(ServerText text, OpenRequest open, Edit edit) {
    List<RequestId> answered = text.answered();
    byte[] json = edit.of(text);
    boolean wanted = true;
    for (RequestId id : answered) {
      wanted &= open.answer(id);
    }
    if (wanted) {
      out.write(json);
    }
  }

  /** Answers what has no answer: by what the server said, where it said it so. */
  private void fail(OpenRequest open, Trouble trouble, byte[] body) {
    Optional<ServerText> said = ServerText.read(body);
    for (RequestId id : open.unanswered()) {
      byte[] error = said.flatMap(text -> text.errorFor(id)).orElseGet(() -> trouble.answer(id));
      if (open.answer(id)) {
        out.write(error);
      }
    }
  }

  private static Trouble trouble(IOException broken) {
    if (!(broken instanceof Http1Failure failed)) {
      return Trouble.WRONG_ANSWER;
    }
    return switch (failed.kind()) {
      case TIMED_OUT -> Trouble.SLOW;
      case MALFORMED, TOO_LARGE -> Trouble.WRONG_ANSWER;
      case REFUSED_ADDRESS, UNREACHABLE, UNTRUSTED, BUSY, WITHDRAWN, CANCELLED, BROKEN ->
          Trouble.BROKEN_OFF;
    };
  }
}
