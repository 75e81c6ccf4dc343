package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader of a tool server's stream that does not wait. */
@Timeout(60)
class GlanceTest {
  @Test
  void getsWhatHasComeAlready() throws Exception {
    try (EchoingGuard guard = EchoingGuard.with(scope("echo.use", "echo/echo"))) {
      guard.tools().answeringByEvents();
      Answer.Events stream =
          (Answer.Events) guard.answer(EchoingGuard.call("echo", "{\"text\":\"x\"}"), "echo.use");

      Event seen = stream.events().next(Duration.ZERO);
      while (seen instanceof Event.Idle && !Thread.currentThread().isInterrupted()) {
        seen = stream.events().next(Duration.ZERO);
      }

      assertThat(seen).isInstanceOf(Event.Message.class);
    }
  }
}
