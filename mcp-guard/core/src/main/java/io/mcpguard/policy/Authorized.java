package io.mcpguard.policy;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;

/**
 * A call that the policy permits with what the caller holds. Only {@link Authorization} makes one.
 */
public final class Authorized implements Aimed {
  private final Targeted targeted;
  private final String policyDigest;
  private final String rule;

  Authorized(Targeted targeted, String policyDigest, String rule) {
    this.targeted = targeted;
    this.policyDigest = policyDigest;
    this.rule = rule;
  }

  @Override
  public Targeted targeted() {
    return targeted;
  }

  /** The digest of the policy that decided. */
  public String policyDigest() {
    return policyDigest;
  }

  /** The rule that permitted, in the operator's numbering. */
  public String rule() {
    return rule;
  }
}
