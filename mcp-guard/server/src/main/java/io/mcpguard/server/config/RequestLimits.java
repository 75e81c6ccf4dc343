package io.mcpguard.server.config;

/**
 * How much a caller may send.
 *
 * @param body bytes of a request's body
 * @param headers bytes of a request's head
 * @param nesting depth of a request's JSON, at most 64
 * @param streamsPerAgent open streams of one agent
 */
public record RequestLimits(long body, long headers, int nesting, int streamsPerAgent) {
  /** 4 MiB, 16 KiB, 64 levels, 50 streams. */
  public static RequestLimits usual() {
    return Settings.LIMITS;
  }
}
