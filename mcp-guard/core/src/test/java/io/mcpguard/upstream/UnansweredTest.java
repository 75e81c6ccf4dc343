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

  /** "Receivers … SHOULD … not send a response for the cancelled request". */
  @Test
  void whatTheChildHeardOfHasAFewSecondsToStop() {
    unanswered.add(1);
    unanswered.heard(1);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS);

    assertThat(unanswered.isNone()).isFalse();
    nanos.incrementAndGet();
    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void ofOneOfTwoItHeard() {
    unanswered.add(1);
    unanswered.add(2);
    unanswered.heard(1);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS + 1);

    assertThat(unanswered.isNone()).isFalse();
  }

  @Test
  void aChildThatAnswersWhatItHeardWasTakenBackIsWaitedForFromThenOn() {
    unanswered.add(1);
    unanswered.heard(1);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS + 1);
    unanswered.answered(1);
    unanswered.add(2);
    unanswered.heard(2);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS + 1);

    assertThat(unanswered.isNone()).isFalse();
  }

  /** It may have answered before it read on. */
  @Test
  void aChildThatAnswersBeforeItHeardIsNoSuchChild() {
    unanswered.add(1);
    unanswered.answered(1);
    unanswered.add(2);
    unanswered.heard(2);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS + 1);

    assertThat(unanswered.isNone()).isTrue();
  }

  @Test
  void howeverManyItHeardOfTheNextIsStillCounted() {
    LongStream.range(0, 1024).forEach(unanswered::add);
    LongStream.range(0, 1024).forEach(unanswered::heard);
    nanos.addAndGet(Unanswered.TO_STOP_NANOS + 1);
    unanswered.add(1024);
    unanswered.remove(1024);

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
