package io.mcpguard.streamable;

import io.mcpguard.exchange.Remembered;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much streams hold for readers that come back, in bytes: all together, and those of one agent.
 * The attacker is an agent that would have the others' streams forgotten.
 */
final class StreamRoom {
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  private static final long MOST_OF_ONE = 8L * 1024 * 1024;
  private static final int MOST_AGENTS = 10_000;
  private static final Duration UNUSED = Duration.ofHours(1);

  private final AtomicLong all = new AtomicLong();
  private final Remembered<String, Share> agents =
      Remembered.afterUse(MOST_AGENTS, UNUSED, (agent, share) -> {});

  /** What one agent's streams hold. */
  final class Share {
    private final AtomicLong own = new AtomicLong();

    void hold(int more) {
      own.addAndGet(more);
      all.addAndGet(more);
    }

    boolean isFull() {
      return own.get() > MOST_OF_ONE || StreamRoom.this.isFull();
    }
  }

  Share of(String agent) {
    return agents.findOrMake(agent, first -> new Share());
  }

  boolean isFull() {
    return all.get() > MOST_BYTES;
  }
}
