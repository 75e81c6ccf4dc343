package io.mcpguard.policy;

import java.util.List;
import java.util.Set;

/**
 * Who calls.
 *
 * @param user for whom
 * @param agent the OAuth client id of the agent that acts
 * @param actors the agents of the chain, the one that acts now first
 * @param scopes the scopes held
 */
public record Subject(String user, String agent, List<String> actors, Set<String> scopes) {
  public Subject {
    actors = List.copyOf(actors);
    scopes = Set.copyOf(scopes);
  }
}
