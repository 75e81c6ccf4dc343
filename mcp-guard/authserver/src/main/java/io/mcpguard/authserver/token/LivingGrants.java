package io.mcpguard.authserver.token;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Grants that still hold: neither revoked nor ended, of an agent that was not shut off and a user
 * who was not removed.
 */
public final class LivingGrants {
  private final GrantBook grants;
  private final AgentRegistry agents;
  private final Users users;
  private final InstantSource clock;

  public LivingGrants(GrantBook grants, AgentRegistry agents, Users users, InstantSource clock) {
    this.grants = grants;
    this.users = users;
    this.agents = agents;
    this.clock = clock;
  }

  /** Whether the operator shut this agent off. */
  boolean isShutOff(String clientId) {
    return agents.find(clientId).filter(a -> a.state() == Agent.State.REVOKED).isPresent();
  }

  /** The grant, if it holds and was given to this client. */
  Optional<Grant> find(String grantId, String clientId) {
    boolean active =
        agents.find(clientId).filter(agent -> agent.state() == Agent.State.ACTIVE).isPresent();
    return grants
        .find(grantId)
        .filter(grant -> active)
        .filter(grant -> users.find(grant.user()).isPresent())
        .filter(grant -> grant.clientId().equals(clientId))
        .filter(grant -> !grant.hasEnded(clock.instant()));
  }
}
