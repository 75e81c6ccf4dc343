package io.mcpguard.server.config;

import java.util.Set;

/**
 * An agent's ceiling.
 *
 * @param ceiling the scopes that the agent may hold at most, whoever delegates
 * @param maxInstances how many instances of the agent may be alive, at least 1
 */
public record AgentSettings(Set<String> ceiling, int maxInstances) {
  public AgentSettings {
    ceiling = Set.copyOf(ceiling);
  }

  /** An agent that may hold these scopes at most. */
  public static AgentSettings ceiling(String... scopes) {
    return new AgentSettings(Set.of(scopes), Settings.MAX_INSTANCES);
  }
}
