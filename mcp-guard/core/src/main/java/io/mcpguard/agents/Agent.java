package io.mcpguard.agents;

import java.time.Instant;

/**
 * An agent the guard knows: an OAuth client.
 *
 * @param clientId its OAuth {@code client_id}
 * @param name the name to show; verified only where the operator wrote it
 * @param method how it came to be known: {@code pre-registered}, {@code cimd}, {@code dcr}; at an
 *     authorization server that is not ours, {@code external}; where it launched the guard, {@code
 *     stdio}
 * @param enrolledAt when it was first seen
 * @param state whether it may act
 */
public record Agent(String clientId, String name, String method, Instant enrolledAt, State state) {
  /** Whether an agent may act. */
  public enum State {
    ACTIVE,
    REVOKED
  }
}
