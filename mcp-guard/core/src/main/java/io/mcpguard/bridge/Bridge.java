package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import java.util.random.RandomGenerator;

/** In front of a guard: clients of both forms of MCP get answers in their own. */
public final class Bridge implements AutoCloseable {
  private final StatelessFront stateless;
  private final SessionFront sessions;

  /** In front of {@code guard}; {@code random} must be unpredictable. */
  public Bridge(McpGuard guard, RandomGenerator random) {
    this.stateless = new StatelessFront(guard, random);
    this.sessions = new SessionFront(guard, random);
  }

  /** For requests that need no session. */
  public StatelessFront stateless() {
    return stateless;
  }

  /** For clients of the revisions with sessions. */
  public SessionFront sessions() {
    return sessions;
  }

  /** Ends the sessions that were opened for requests without; the guard ends all others. */
  @Override
  public void close() {
    stateless.close();
  }
}
