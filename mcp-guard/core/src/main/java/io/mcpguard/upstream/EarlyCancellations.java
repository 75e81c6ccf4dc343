package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was cancelled in one session while no request of that id was open: it may be on its way
 * still, for a cancellation can overtake its request (2025-11-25, basic/utilities/cancellation,
 * timing considerations). The last few are kept, and none for long.
 */
final class EarlyCancellations {
  private static final int MOST = 8;

  /** Longer than a decision takes to be recorded, and then a request is open. */
  private static final Duration USUAL = Duration.ofSeconds(10);

  private final Duration kept;
  private volatile List<Early> ids = List.of();

  private record Early(RequestId id, Deadline until) {
    boolean isOf(RequestId other) {
      return id.equals(other) && !until.isOver();
    }
  }

  EarlyCancellations() {
    this(USUAL);
  }

  EarlyCancellations(Duration kept) {
    this.kept = kept;
  }

  synchronized void add(RequestId id) {
    Early added = new Early(id, Deadline.in(kept));
    ids =
        Stream.concat(ids.stream().skip(Math.max(0, ids.size() + 1 - MOST)), Stream.of(added))
            .toList();
  }

  /** True for the one request that this cancelled. */
  boolean take(RequestId id) {
    return !ids.isEmpty() && takeOut(id);
  }

  private synchronized boolean takeOut(RequestId id) {
    boolean found = ids.stream().anyMatch(early -> early.isOf(id));
    // With what is over, so that a session which cancelled once does not look here ever after.
    ids = ids.stream().filter(early -> !early.until().isOver() && !early.isOf(id)).toList();
    return found;
  }
}
