package io.mcpguard.server.admin;

import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.delegation.GrantBook;
import java.util.Map;

/**
 * What depends on whether a guard runs: revocations reach what is open, and tools have been seen.
 */
public interface LiveGuard {
  /** Whether calls are taken and recorded now, in one word. */
  String state();

  /** In one word each how the witnesses of the ledger stand, by name. */
  Map<String, String> witnesses();

  /** In a few words each how the exports of the ledger stand, by name. */
  Map<String, String> exports();

  /** The digests of the tools that an upstream listed, by name. */
  Map<String, String> seen(String upstream);

  /** Lets it be known that other tools of an upstream are accepted now. */
  void pinsChanged(String upstream);

  /** Shuts an agent off; whether there was such an active one. */
  boolean revokeAgent(String clientId);

  /** Ends a grant; whether there was such a one. */
  boolean revokeGrant(String id);

  /** Signs a user out everywhere. */
  void signOut(String user);

  /** No guard runs: revocations only have to be durable, and no tool was seen. */
  static LiveGuard stopped(AgentRegistry agents, GrantBook grants) {
    return new LiveGuard() {
      @Override
      public String state() {
        return "stopped";
      }

      @Override
      public Map<String, String> witnesses() {
        return Map.of(); // they are asked by a running guard only
      }

      @Override
      public Map<String, String> exports() {
        return Map.of(); // they are brought on by a running guard only
      }

      @Override
      public Map<String, String> seen(String upstream) {
        return Map.of();
      }

      @Override
      public void pinsChanged(String upstream) {
        // lists are made in a running guard only
      }

      @Override
      public boolean revokeAgent(String clientId) {
        return agents.revoke(clientId);
      }

      @Override
      public boolean revokeGrant(String id) {
        return grants.revoke(id);
      }

      @Override
      public void signOut(String user) {
        // sessions live in a running guard only
      }
    };
  }
}
