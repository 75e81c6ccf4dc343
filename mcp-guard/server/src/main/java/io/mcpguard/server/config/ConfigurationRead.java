package io.mcpguard.server.config;

import io.mcpguard.policy.PolicyTable;
import java.util.List;

/** What became of a configuration file. */
public sealed interface ConfigurationRead {
  /**
   * Nothing is wrong.
   *
   * @param configuration what was read
   * @param relaxations what the operator gave up, to be printed at start
   * @param policy what decides, compiled
   * @param digest of the texts it was read from: two guards with the same were told the same
   */
  record Read(
      Configuration configuration, List<Relaxed> relaxations, PolicyTable policy, String digest)
      implements ConfigurationRead {
    public Read {
      relaxations = List.copyOf(relaxations);
    }
  }

  /** Something is wrong; {@code problems} is all of it. */
  record Invalid(List<Problem> problems) implements ConfigurationRead {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
