package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.ToolCallAssertion;
import io.mcpguard.testkit.Answer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verifier of assertions between guard and servlet. */
class VerifiedServletTest {
  @TempDir Path data;

  private final NotesServlet servlet = new NotesServlet();
  private Embedding embedding;

  @BeforeEach
  void start() throws Exception {
    embedding = Embedding.verified(servlet, data);
  }

  @AfterEach
  void stop() throws Exception {
    embedding.stop();
  }

  @Test
  void theServletLearnsForWhomItActs() throws Exception {
    AtomicReference<Optional<ToolCallAssertion>> seen = new AtomicReference<>(Optional.empty());
    servlet.onCall((request, message, response) -> {
      seen.set(AssertionFilter.assertionOf(request));
      NotesServlet.answer(response, message, "{}");
    });

    embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(seen.get().flatMap(ToolCallAssertion::user)).contains("alice");
  }

  /**
   * Its body is read and its assertion used up, and it may have acted: it is no call of its own.
   */
  @Test
  void aCallThatIsDispatchedOnceMoreIsNotVerifiedAgain() throws Exception {
    servlet.onCall((request, message, response) -> {
      request.setAttribute(NotesServlet.RESUMED, message);
      request.startAsync().dispatch();
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.result().path("resumed").asInt()).isOne();
  }
}
