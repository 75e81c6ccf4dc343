package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchAnswersTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Executor THREADS = element -> Thread.ofVirtual().start(element);

  private final CountDownLatch held = new CountDownLatch(1);

  @Test
  void aStreamIsIdleWhileAnElementTakesLongAndThenHoldsItsAnswer() throws Exception {
    BatchAnswers answers = new BatchAnswers(List.of(this::late), THREADS);

    assertThat(answers.next(SHORT)).isInstanceOf(EventSource.Event.Idle.class);
    held.countDown();

    assertThat(answers.next(Duration.ofSeconds(20))).isInstanceOf(EventSource.Event.Message.class);
    assertThat(answers.next(SHORT)).isInstanceOf(EventSource.Event.End.class);
  }

  @Test
  void whatAnElementOpensAfterTheClientLeftIsClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    BatchAnswers answers = new BatchAnswers(List.of(() -> opened(closed)), THREADS);
    answers.next(SHORT);

    answers.close();
    held.countDown();

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private Answer late() {
    await();
    return new Answer.Message(new byte[] {'{', '}'});
  }

  private Answer opened(CountDownLatch closed) {
    await();
    return new Answer.Events(
        new EventSource() {
          @Override
          public Event next(Duration atMost) {
            return new Event.Idle();
          }

          @Override
          public void close() {
            closed.countDown();
          }
        });
  }

  private void await() {
    try {
      held.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
