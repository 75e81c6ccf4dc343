package io.mcpguard.agents;

import java.util.List;
import java.util.Optional;

/** The agents the guard knows, durable. Finding one never touches a disk. */
public interface AgentRegistry {
  /** The agent, active or revoked. */
  Optional<Agent> find(String clientId);

  /**
   * Keeps {@code agent} unless it is known already, and gives back what is known; a revoked one
   * stays so.
   */
  Agent enrol(Agent agent);

  /** All agents, revoked ones too. */
  List<Agent> all();

  /**
   * Shuts the agent off; durable when this returns.
   *
   * @return whether there was such an active agent
   */
  boolean revoke(String clientId);
}
