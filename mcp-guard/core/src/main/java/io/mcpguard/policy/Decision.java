package io.mcpguard.policy;

/** What a policy says to a call. */
public sealed interface Decision {
  /** The digest of the policy that decided: {@code sha256:} and hex. */
  String policyDigest();

  /** The rule permits the call, and none forbids it. */
  record Permitted(String rule, String policyDigest) implements Decision {}

  /** The rule forbids the call, whatever others permit. */
  record Forbidden(String rule, String policyDigest) implements Decision {}

  /** No rule permits the call. */
  record NotPermitted(String policyDigest) implements Decision {}
}
