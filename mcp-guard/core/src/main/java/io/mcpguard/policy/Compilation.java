package io.mcpguard.policy;

import java.util.List;

/** What became of a set of rules: a table that decides, or all that is wrong with them. */
public sealed interface Compilation {
  /** The rules are sound. */
  record Ready(PolicyTable table) implements Compilation {}

  /** At least one rule is not sound; nothing is decided by the others either. */
  record Unsound(List<RuleProblem> problems) implements Compilation {
    public Unsound {
      problems = List.copyOf(problems);
    }
  }
}
