package io.mcpguard.upstream;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * An agent's places of one kind, out of those of all agents. Looking and taking are one step, so
 * that no two takers get the last one.
 */
final class Places {
  private final Semaphore own;
  private final Semaphore all;
  private final Denial used;
  private final Denial full;

  /**
   * So many places.
   *
   * @param most of them for this agent
   * @param all those of all agents
   * @param used what the agent is told that has no more
   */
  Places(int most, Semaphore all, Denial used) {
    this.own = new Semaphore(most);
    this.all = all;
    this.used = used;
    this.full = Denial.of(Reason.BUSY, "all agents together have as many open as there may be");
  }

  /** Why there is no place; empty when one was taken, which {@link #giveBack} frees. */
  Optional<Denial> take() {
    if (!own.tryAcquire()) {
      return Optional.of(used);
    }
    if (!all.tryAcquire()) {
      own.release();
      return Optional.of(full);
    }
    return Optional.empty();
  }

  /** Frees a place that was taken. */
  void giveBack() {
    all.release();
    own.release();
  }
}
