package io.mcpguard.policy;

/**
 * One rule as written.
 *
 * @param id names the rule in decisions and records, such as {@code policy.yaml#rules[2]}
 * @param effect permit or forbid
 * @param match which calls it is about
 * @param when a CEL condition; empty text when the rule always applies
 */
public record PolicyRule(String id, Effect effect, RuleMatch match, String when) {
  /** A rule that permits what it matches. */
  public static PolicyRule permit(String id, RuleMatch match) {
    return new PolicyRule(id, Effect.PERMIT, match, "");
  }

  /** A rule that forbids what it matches. */
  public static PolicyRule forbid(String id, RuleMatch match) {
    return new PolicyRule(id, Effect.FORBID, match, "");
  }

  /** This rule, under a condition. */
  public PolicyRule when(String condition) {
    return new PolicyRule(id, effect, match, condition);
  }

  boolean isConditional() {
    return !when.isEmpty();
  }
}
