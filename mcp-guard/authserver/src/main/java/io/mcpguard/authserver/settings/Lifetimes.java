package io.mcpguard.authserver.settings;

import java.time.Duration;

/**
 * How long what is issued lives.
 *
 * @param access access tokens; the JWKS overlap must be at least this
 * @param refresh a refresh token that is not used
 * @param code authorization codes (RFC 6749 §4.1.2: at most ten minutes)
 */
public record Lifetimes(Duration access, Duration refresh, Duration code) {
  /** 10 minutes, 30 days, 60 seconds. */
  public static final Lifetimes USUAL =
      new Lifetimes(Duration.ofMinutes(10), Duration.ofDays(30), Duration.ofSeconds(60));

  public Lifetimes {
    within("tokens.access", access, Duration.ofHours(24));
    within("tokens.refresh", refresh, Duration.ofDays(366));
    within("tokens.code", code, Duration.ofMinutes(10));
  }

  private static void within(String key, Duration value, Duration most) {
    if (!value.isPositive() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          key + ": more than 0 and at most " + most + ", was " + value);
    }
  }
}
