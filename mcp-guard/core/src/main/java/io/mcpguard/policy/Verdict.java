package io.mcpguard.policy;

/** What became of a condition. */
enum Verdict {
  /** It holds. */
  YES,
  /** It does not hold. */
  NO,
  /** It hangs on arguments that are not known yet. */
  MAY,
  /** It could not be evaluated; counts as the safe side of the rule's effect. */
  ERROR
}
