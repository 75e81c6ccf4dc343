package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import java.nio.file.Path;
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
}
