package io.mcpguard.audit;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.policy.Authorized;
import io.mcpguard.ratelimit.Admitted;

/** A call whose decision record is on disk. Only {@link Evidence} makes one. */
public final class Recorded implements Aimed {
  private final Admitted admitted;
  private final CallDigests digests;
  private final DecisionLeaf leaf;

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

  /** Where the record stands. */
  public DecisionLeaf leaf() {
    return leaf;
  }
}
