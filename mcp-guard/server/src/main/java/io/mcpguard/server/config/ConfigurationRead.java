package io.mcpguard.server.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface ConfigurationRead {
  /**
   * Nothing is wrong.
   *
   * @param relaxations what the operator gave up, to be printed at start
   */
  record Read(Configuration configuration, List<Relaxed> relaxations) implements ConfigurationRead {
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
