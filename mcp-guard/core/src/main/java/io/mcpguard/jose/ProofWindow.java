package io.mcpguard.jose;

import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.ReplayStore;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Remembers which proofs were used, each until it could no longer be accepted (RFC 9449 §11.1); in
 * memory, bounded, and what is full refuses.
 *
 * <p>The attacker sees a proof and sends it again. Only proofs that are good otherwise get here, so
 * that nobody fills the window who has no token or code to go with them.
 */
public final class ProofWindow {
  private final InstantSource clock;
  private final ReplayStore seen;

  /** What became of a proof that wants to be used. */
  public enum Use {
    /** It had not been used. */
    FIRST,
    /** It was used before, or may have been. */
    REPLAYED,
    /** There is no room to remember it, so it may not be used. */
    FULL
  }

  /** An empty window, with room for some 4,000 proofs a second. */
  public ProofWindow(InstantSource clock) {
    this(MemoryReplayStore.USUAL_CAPACITY, clock);
  }

  ProofWindow(int capacity, InstantSource clock) {
    this.clock = clock;
    this.seen = new MemoryReplayStore(capacity, clock);
  }

  /** Uses a proof up, in one atomic step. */
  public Use use(DpopProof proof) {
    Instant now = clock.instant();
    // Its nonce says that it was made after this process began, whatever the client's clock says.
    return switch (seen.claim(proof.id(), now, ProofVerifier.endOf(proof.issuedAt()), now)) {
      case FIRST -> Use.FIRST;
      case SEEN, EXPIRED, BEFORE_START -> Use.REPLAYED;
      case FULL -> Use.FULL;
    };
  }
}
