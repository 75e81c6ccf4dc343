package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.Json;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a call in the servlet, nobody waits for it in vain. */
@Timeout(60)
class LostCallTest {
  @TempDir Path data;

  private final NotesServlet servlet = new NotesServlet();
  private Embedding embedding;

  @BeforeEach
  void start() throws Exception {
    embedding = Embedding.of(servlet, data);
  }

  @AfterEach
  void stop() throws Exception {
    embedding.stop();
  }

  @Test
  void anErrorOfTheServletIsAnAnswerToo() throws Exception {
    servlet.onCall((request, message, response) -> {
      throw new NoClassDefFoundError("secret detail");
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.errorCode()).isEqualTo(1502);
    assertThat(answer.body()).doesNotContain("secret");
  }

  /** It sets no time limit, so that nothing else would ever end it. */
  @Test
  void anAsynchronousServletThatBeginsAfterTheCallWasGivenUpIsToldSo() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    servlet.onCall((request, message, response) -> {
      response.setContentType("text/event-stream");
      writeUntilNobodyReads(response);
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)); // While the guard gives it up.
      async.addListener(new OnError(told::countDown));
    });

    try (EventReader events =
        embedding.client(embedding.token("notes.read")).stream(
            """
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_note"}}\
            """)) {
      events.nextMessage();
    }

    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void writeUntilNobodyReads(HttpServletResponse response) {
    JsonNode progress = Json.notification("notifications/message", Json.object().put("data", "x"));
    try {
      while (true) {
        response.getWriter().write("event: message\ndata: " + progress + "\n\n");
        response.flushBuffer();
      }
    } catch (IOException nobodyReads) {
      // What the servlet waits for.
    }
  }

  private record OnError(Runnable told) implements AsyncListener {
    @Override
    public void onError(AsyncEvent event) {
      told.run();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
