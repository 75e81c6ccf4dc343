package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** The way from many threads to the committing one. */
class CommitQueueTest {
  private final CommitQueue queue = new CommitQueue();
  private final ArrayDeque<Queued> taken = new ArrayDeque<>();

  private static Queued entry() {
    return new Queued(new byte[1], 1, new Parked());
  }

  @Test
  void entriesComeOutInTheOrderOfTheirComing() {
    Queued first = entry();
    Queued second = entry();
    Queued third = entry();
    queue.add(first);
    queue.add(second);
    queue.drainTo(taken);
    queue.add(third);
    queue.drainTo(taken);

    assertThat(taken).containsExactly(first, second, third);
  }

  /** Whoever comes to an empty queue wakes the committing thread, and nobody else. */
  @Test
  void theFirstIsToldThatTheQueueWasEmpty() {
    assertThat(queue.add(entry())).isTrue();
    assertThat(queue.add(entry())).isFalse();
    queue.drainTo(taken);

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.add(entry())).isTrue();
    assertThat(queue.isEmpty()).isFalse();
  }
}
