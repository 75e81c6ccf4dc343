package io.mcpguard.server.config;

import io.mcpguard.upstream.AgentLimits;

/**
 * How much a caller may send, and have at a time.
 *
 * @param body bytes of a request's body
 * @param headers bytes of a request's head
 * @param nesting depth of a request's JSON, at most 64
 * @param agent the most that one agent may have at a time of what all share
 * @param upstreamStreams streams that all together may have open at one HTTP upstream
 */
public record RequestLimits(
    long body, long headers, int nesting, AgentLimits agent, int upstreamStreams) {
  /** 4 MiB, 16 KiB, 64 levels, the usual limits of an agent, 256 streams at an upstream. */
  public static RequestLimits usual() {
    return LimitKeys.USUAL;
  }
}
