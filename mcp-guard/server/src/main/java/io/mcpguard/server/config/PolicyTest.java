package io.mcpguard.server.config;

import io.mcpguard.policy.PolicyQuery;

/**
 * What a policy file says that its rules decide.
 *
 * @param id names the test, such as {@code policy.yaml#tests[0]}
 * @param query the call
 * @param expect what must be decided
 */
public record PolicyTest(String id, PolicyQuery query, Expect expect) {
  /** What a test expects. */
  public enum Expect {
    PERMIT,
    DENY
  }
}
