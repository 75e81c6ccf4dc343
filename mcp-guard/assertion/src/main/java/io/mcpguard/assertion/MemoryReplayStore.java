package io.mcpguard.assertion;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers in memory, within a capacity. What it forgot when it stopped it cannot know, so tokens
 * issued before the second it started in are refused.
 */
public final class MemoryReplayStore implements ReplayStore {
  /** Room for some 7,000 calls a second of 30 s tokens. */
  public static final int USUAL_CAPACITY = 250_000;

  private final int capacity;
  private final Instant started;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> seen = new HashSet<>();
  private final NavigableMap<Instant, List<String>> endings = new TreeMap<>();

  /** What has ended by then is forgotten, whatever time a caller took before it came here. */
  private Instant latest = Instant.MIN;

  /**
   * An empty store that begins to remember now.
   *
   * @param capacity transactions remembered at one time, at least 1
   */
  public MemoryReplayStore(int capacity, InstantSource clock) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: must be at least 1, was " + capacity);
    }
    this.capacity = capacity;
    this.started = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public Claim claim(String txn, Instant issuedAt, Instant keepUntil, Instant now) {
    if (issuedAt.isBefore(started)) {
      return Claim.BEFORE_START;
    }
    lock.lock();
    try {
      if (now.isAfter(latest)) {
        latest = now;
      }
      forget();
      if (!keepUntil.isAfter(latest)) {
        return Claim.EXPIRED;
      }
      if (seen.contains(txn)) {
        return Claim.SEEN;
      }
      if (seen.size() >= capacity) {
        return Claim.FULL;
      }
      seen.add(txn);
      endings.computeIfAbsent(keepUntil, instant -> new ArrayList<>()).add(txn);
      return Claim.FIRST;
    } finally {
      lock.unlock();
    }
  }

  private void forget() {
    while (!endings.isEmpty() && !endings.firstKey().isAfter(latest)) {
      for (String txn : endings.pollFirstEntry().getValue()) {
        seen.remove(txn);
      }
    }
  }
}
