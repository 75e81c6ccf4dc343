package io.mcpguard.server.config;

import java.time.Duration;

/**
 * How long tokens live.
 *
 * @param access an access token
 * @param refresh a family of refresh tokens
 * @param code an authorization code
 */
public record TokenLifetimes(Duration access, Duration refresh, Duration code) {
  /** Ten minutes, thirty days, one minute. */
  public static TokenLifetimes usual() {
    return Settings.TOKENS;
  }
}
