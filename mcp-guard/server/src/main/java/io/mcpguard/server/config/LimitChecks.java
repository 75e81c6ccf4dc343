package io.mcpguard.server.config;

import io.mcpguard.ratelimit.QuotaRule;
import java.time.Duration;

/**
 * Checks that every size, count and duration is one the guard can live with: no array longer than
 * memory, no time that a clock cannot add.
 */
final class LimitChecks {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration YEAR = Duration.ofDays(366);
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  /**
   * A session id of up to 2 KiB, an access token, a DPoP proof and what a client says besides must
   * fit.
   */
  private static final long LEAST_HEAD = 8 * KIB;

  private final Configuration c;
  private final Problems problems;

  LimitChecks(Configuration configuration, Problems problems) {
    this.c = configuration;
    this.problems = problems;
  }

  void run() {
    within("tokens.access", c.tokens().access(), Duration.ofHours(24));
    within("tokens.refresh", c.tokens().refresh(), YEAR);
    within("tokens.code", c.tokens().code(), Duration.ofMinutes(10));
    sized("limits.body", c.limits().body(), KIB, 64 * MIB);
    sized("limits.headers", c.limits().headers(), LEAST_HEAD, 64 * KIB);
    atMost("limits.nesting", c.limits().nesting(), LimitKeys.USUAL.nesting());
    atMost("limits.sessions-per-agent", c.limits().agent().sessions(), 10_000);
    atMost("limits.calls-per-agent", c.limits().agent().calls(), 10_000);
    atMost("limits.streams-per-agent", c.limits().agent().streams(), 10_000);
    atMost("limits.streams-per-upstream", c.limits().upstreamStreams(), 10_000);
    c.agents()
        .forEach((name, agent) ->
            atMost("agents." + name + ".max-instances", agent.maxInstances(), 1_000_000));
    for (int i = 0; i < c.quotas().size(); i++) {
      QuotaRule quota = c.quotas().get(i);
      String key = "quotas[" + i + "].limit";
      atMost(key, quota.limit(), 1_000_000);
      within(key, quota.window(), YEAR);
    }
  }

  private void atMost(String key, long value, long most) {
    if (value < 1) {
      problems.add(key, "must be at least 1, was " + value);
    }
    if (value > most) {
      problems.add(key, "must be at most " + most + ", was " + value);
    }
  }

  private void sized(String key, long bytes, long least, long most) {
    if (bytes < least || bytes > most) {
      problems.add(
          key,
          "must be between "
              + least / KIB
              + "KiB and "
              + most / KIB
              + "KiB, was "
              + bytes
              + " bytes");
    }
  }

  private void within(String key, Duration value, Duration most) {
    if (value.compareTo(SECOND) < 0) {
      problems.add(key, "must be at least 1s, was " + value.toMillis() + "ms");
    }
    if (value.compareTo(most) > 0) {
      problems.add(
          key, "must be at most " + most.toMinutes() + "m, was " + value.toMinutes() + "m");
    }
  }
}
