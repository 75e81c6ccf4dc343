package io.mcpguard.exchange;

/**
 * What a policy said about a call.
 *
 * @param policyDigest the digest of the policy; empty text where none was asked
 * @param rule the rule that decided; empty text where none did
 */
public record Ruling(String policyDigest, String rule) {
  /** No policy was asked. */
  public static Ruling none() {
    return new Ruling("", "");
  }
}
