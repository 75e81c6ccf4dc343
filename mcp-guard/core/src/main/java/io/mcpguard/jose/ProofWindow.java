package io.mcpguard.jose;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers which proofs were used, each until it could no longer be accepted (RFC 9449 §11.1); in
 * memory, bounded, and what is full refuses. Of proofs that an earlier process took none comes
 * back: their nonces were of that process.
 *
 * <p>The attacker sees a proof and sends it again. Only proofs that are good otherwise get here, so
 * that nobody fills the window who has no token or code to go with them; and one key has an eighth
 * of it at most, so that who holds it does not fill it for all.
 */
public final class ProofWindow {
  private static final int CAPACITY = 250_000;
  private static final int KEYS_THAT_FILL_IT = 8;

  private final int capacity;
  private final int mostOfOne;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Integer> byKey = new HashMap<>();
  private final NavigableMap<Instant, List<DpopProof>> endings = new TreeMap<>();

  /** What has ended by then is forgotten, whatever time a caller took before it came here. */
  private Instant latest = Instant.MIN;

  /** What became of a proof that wants to be used. */
  public enum Use {
    /** It had not been used. */
    FIRST,
    /** It was used before, or may have been. */
    REPLAYED,
    /** There is no room to remember it, so it may not be used. */
    FULL
  }

  /** An empty window, with room for some 4,000 proofs a second, 500 of them by one key. */
  public ProofWindow(InstantSource clock) {
    this(CAPACITY, CAPACITY / KEYS_THAT_FILL_IT, clock);
  }

  /** An empty window with room for so many proofs, and for so many of one key. */
  public ProofWindow(int capacity, int mostOfOne, InstantSource clock) {
    this.capacity = capacity;
    this.mostOfOne = mostOfOne;
    this.clock = clock;
  }

  /** Whether there is room for another proof by the key of this one. */
  public boolean hasRoomFor(DpopProof proof) {
    lock.lock();
    try {
      forget();
      return hasRoom(proof);
    } finally {
      lock.unlock();
    }
  }

  /** Uses a proof up, in one atomic step. */
  public Use use(DpopProof proof) {
    Instant end = ProofVerifier.endOf(proof.issuedAt());
    lock.lock();
    try {
      forget();
      if (!end.isAfter(latest) || seen.contains(proof.id())) {
        return Use.REPLAYED;
      }
      if (!hasRoom(proof)) {
        return Use.FULL;
      }
      seen.add(proof.id());
      byKey.merge(proof.thumbprint(), 1, Integer::sum);
      endings.computeIfAbsent(end, instant -> new ArrayList<>()).add(proof);
      return Use.FIRST;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(DpopProof proof) {
    return seen.size() < capacity && byKey.getOrDefault(proof.thumbprint(), 0) < mostOfOne;
  }

  private void forget() {
    Instant now = clock.instant();
    if (now.isAfter(latest)) {
      latest = now;
    }
    while (!endings.isEmpty() && !endings.firstKey().isAfter(latest)) {
      for (DpopProof ended : endings.pollFirstEntry().getValue()) {
        seen.remove(ended.id());
        byKey.computeIfPresent(ended.thumbprint(), (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
