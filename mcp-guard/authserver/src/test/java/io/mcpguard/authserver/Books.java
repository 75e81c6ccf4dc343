package io.mcpguard.authserver;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The guard's grants and agents, in memory. */
final class Books {
  private Books() {}

  static final class Grants implements GrantBook {
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    @Override
    public void record(Grant grant) {
      grants.put(grant.id(), grant);
    }

    @Override
    public Optional<Grant> find(String id) {
      return Optional.ofNullable(grants.get(id));
    }

    @Override
    public Optional<Grant> enrol(Grant grant) {
      return Optional.of(grants.computeIfAbsent(grant.id(), absent -> grant));
    }

    @Override
    public List<Grant> all() {
      return List.copyOf(grants.values());
    }

    @Override
    public boolean revoke(String id) {
      return grants.remove(id) != null;
    }
  }

  static final class Agents implements AgentRegistry {
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();

    @Override
    public Optional<Agent> find(String clientId) {
      return Optional.ofNullable(agents.get(clientId));
    }

    @Override
    public Agent enrol(Agent agent) {
      return agents.computeIfAbsent(agent.clientId(), absent -> agent);
    }

    @Override
    public List<Agent> all() {
      return List.copyOf(agents.values());
    }

    @Override
    public boolean revoke(String clientId) {
      return agents.computeIfPresent(
              clientId,
              (id, agent) ->
                  new Agent(
                      id, agent.name(), agent.method(), agent.enrolledAt(), Agent.State.REVOKED))
          != null;
    }
  }
}
