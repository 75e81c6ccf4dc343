package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnansweredTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Unanswered unanswered = new Unanswered(nanos::get);

  @Test
  void thereIsNoneOnceEachWasAnswered() {
    LongStream.range(0, 1024).forEach(unanswered::add);

    LongStream.range(0, 1024).forEach(unanswered::remove);

    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void beyondTheMostThereIsOneThoughEachWasAnswered() {
    LongStream.range(0, 1025).forEach(unanswered::add);

    LongStream.range(0, 1025).forEach(unanswered::remove);

    assertThat(unanswered.isNone()).isFalse();
  }

  @Test
  void whatIsNeverAnsweredIsWaitedForTwiceAsLongAsAnyCallMayTake() {
    unanswered.add(1);
    nanos.addAndGet(Unanswered.LONGEST_NANOS);

    assertThat(unanswered.isNone()).isFalse();
    nanos.incrementAndGet();
    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void whatWasNotCountedIsWaitedForAsLong() {
    LongStream.range(0, 1025).forEach(unanswered::add);
    nanos.addAndGet(Unanswered.LONGEST_NANOS + 1);

    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void thereIsNoneOnceTheChildEnded() {
    LongStream.range(0, 1025).forEach(unanswered::add);

    unanswered.clear();

    assertThat(unanswered.isNone()).isTrue();
  }
}
