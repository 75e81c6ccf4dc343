package io.mcpguard.servlet;

import io.mcpguard.upstream.AgentLimits;

/**
 * How much a request may be, and how much an agent may have at a time.
 *
 * @param body the most bytes of a body
 * @param nesting the deepest nesting of one
 * @param agent the most that one agent may have at a time of what all share
 */
public record RequestLimits(int body, int nesting, AgentLimits agent) {
  public RequestLimits {
    if (body < 1 || nesting < 1 || nesting > 64) {
      throw new IllegalArgumentException("limits: at least 1, and nesting at most 64");
    }
  }

  /** 4 MiB, 64, and the usual limits of an agent. */
  public static RequestLimits usual() {
    return new RequestLimits(4 << 20, 64, AgentLimits.usual());
  }
}
