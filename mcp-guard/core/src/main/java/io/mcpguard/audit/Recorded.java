package io.mcpguard.audit;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.policy.Authorized;
import io.mcpguard.ratelimit.Admitted;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call whose decision record is on disk. Only {@link Evidence} makes one. */
public final class Recorded implements Aimed {
  private final Admitted admitted;
  private final CallDigests digests;
  private final DecisionLeaf leaf;
  private final AtomicBoolean ended = new AtomicBoolean();

  Recorded(Admitted admitted, CallDigests digests, DecisionLeaf leaf) {
    this.admitted = admitted;
    this.digests = digests;
    this.leaf = leaf;
  }

  @Override
  public Targeted targeted() {
    return admitted.targeted();
  }

  /** The decision that was recorded. */
  public Authorized authorized() {
    return admitted.authorized();
  }

  /** The call's digests. */
  public CallDigests digests() {
    return digests;
  }

  /** Ends the call's record; true for whoever comes first. */
  boolean ends() {
    return ended.compareAndSet(false, true);
  }

  /** Where the record stands. */
  public DecisionLeaf leaf() {
    return leaf;
  }
}
