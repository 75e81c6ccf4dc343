package io.mcpguard.server.config;

import io.mcpguard.policy.PolicyRule;
import java.util.List;

/** What decides beyond the scopes. */
public sealed interface PolicySettings {
  /** Whatever the scopes cover is permitted. */
  record WhateverScopesCover() implements PolicySettings {}

  /** A default-deny table, and the tests that came with it. */
  record Rules(List<PolicyRule> rules, List<PolicyTest> tests) implements PolicySettings {
    public Rules {
      rules = List.copyOf(rules);
      tests = List.copyOf(tests);
    }

    /** These rules, without tests. */
    public static Rules of(PolicyRule... rules) {
      return new Rules(List.of(rules), List.of());
    }
  }
}
