package io.mcpguard;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Delegation;
import io.mcpguard.delegation.GrantBook;

/** Whether what let a caller in still holds, read anew each time. */
record Revocations(AgentRegistry agents, GrantBook grants, Delegation delegation) {
  /** Whether nothing that the caller stands on has ended. */
  boolean leave(Delegated caller) {
    return delegation.stillHolds(caller) && isActive(caller);
  }

  /** Whether the grant was revoked, or the agent shut off. */
  boolean end(Delegated caller) {
    return delegation.isRevoked(caller) || !isActive(caller);
  }

  private boolean isActive(Delegated caller) {
    return agents
        .find(caller.agent().clientId())
        .filter(agent -> agent.state() == Agent.State.ACTIVE)
        .isPresent();
  }
}
