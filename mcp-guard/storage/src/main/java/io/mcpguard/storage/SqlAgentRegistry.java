package io.mcpguard.storage;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Agents, revoked ones too. */
final class SqlAgentRegistry implements AgentRegistry {
  private final Database database;
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();

  SqlAgentRegistry(Database database) {
    this.database = database;
    database
        .all(SqlAgentRegistry::read, "SELECT * FROM agents")
        .forEach(agent -> agents.put(agent.clientId(), agent));
  }

  private static Agent read(ResultSet row) throws SQLException {
    return new Agent(
        row.getString("client_id"),
        row.getString("name"),
        row.getString("method"),
        Instant.parse(row.getString("enrolled_at")),
        Agent.State.valueOf(row.getString("state")));
  }

  @Override
  public Optional<Agent> find(String clientId) {
    return Optional.ofNullable(agents.get(clientId));
  }

  @Override
  public Agent enrol(Agent agent) {
    Agent known = agents.get(agent.clientId());
    return known == null
        ? database.transaction(() -> insert(agent), kept -> agents.put(kept.clientId(), kept))
        : known;
  }

  private Agent insert(Agent agent) throws SQLException {
    int inserted =
        database.change(
            "INSERT INTO agents (client_id, name, method, enrolled_at, state)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (client_id) DO NOTHING",
            agent.clientId(),
            agent.name(),
            agent.method(),
            agent.enrolledAt(),
            agent.state().name());
    return inserted == 1 ? agent : stored(agent.clientId());
  }

  private Agent stored(String clientId) throws SQLException {
    return database
        .rows(SqlAgentRegistry::read, "SELECT * FROM agents WHERE client_id = ?", clientId)
        .getFirst();
  }

  @Override
  public List<Agent> all() {
    return List.copyOf(agents.values());
  }

  @Override
  public boolean revoke(String clientId) {
    int revoked =
        database.transaction(
            () ->
                database.change(
                    "UPDATE agents SET state = ? WHERE client_id = ? AND state <> ?",
                    Agent.State.REVOKED.name(),
                    clientId,
                    Agent.State.REVOKED.name()),
            changed -> agents.computeIfPresent(clientId, (id, agent) -> revoked(agent)));
    return revoked == 1;
  }

  private static Agent revoked(Agent agent) {
    return new Agent(
        agent.clientId(), agent.name(), agent.method(), agent.enrolledAt(), Agent.State.REVOKED);
  }
}
