package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnansweredTest {
  private final Unanswered unanswered = new Unanswered();

  @Test
  void thereIsNoneOnceEachWasAnswered() {
    LongStream.range(0, 1024).forEach(unanswered::add);

    LongStream.range(0, 1024).forEach(unanswered::remove);

    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void beyondTheMostThereIsOneUntilTheChildEnds() {
    LongStream.range(0, 1025).forEach(unanswered::add);

    LongStream.range(0, 1025).forEach(unanswered::remove);

    assertThat(unanswered.isNone()).isFalse();
  }

  @Test
  void thereIsNoneOnceTheChildEnded() {
    LongStream.range(0, 1025).forEach(unanswered::add);

    unanswered.clear();

    assertThat(unanswered.isNone()).isTrue();
  }
}
