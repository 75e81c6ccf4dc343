package io.mcpguard.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.mcpguard.catalog.Glob;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.ratelimit.QuotaRule.Per;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One quota with the budgets in use. A budget that nobody used for a window is full, so that
 * forgetting it loses nothing; the number of those remembered is bounded.
 */
final class Quota {
  private static final long MOST_BUDGETS = 100_000;

  private final QuotaRule rule;
  private final List<Glob> tools;
  private final TimeMeter time;
  private final Remembered<Owner, Bucket> budgets;

  private record Owner(String agent, String user, String server, String tool) {}

  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  Quota(QuotaRule rule, InstantSource clock) {
    this.rule = rule;
    this.tools = rule.tools().stream().map(Glob::of).toList();
    this.time = new Meter(clock);
    this.budgets = Remembered.afterUse(MOST_BUDGETS, rule.window(), (owner, bucket) -> {});
  }

  QuotaRule rule() {
    return rule;
  }

  /** A quota for tools is about no resource and no prompt, whatever its patterns match. */
  boolean covers(QuotaUse use) {
    return tools.isEmpty()
        || (!use.tool().isEmpty() && tools.stream().anyMatch(tool -> tool.matches(use.path())));
  }

  Bucket bucket(QuotaUse use) {
    return budgets.findOrMake(owner(use), owner -> full());
  }

  private Owner owner(QuotaUse use) {
    return new Owner(
        rule.per().contains(Per.AGENT) ? use.agent() : "",
        rule.per().contains(Per.USER) ? use.user() : "",
        rule.per().contains(Per.TOOL) ? use.server() : "",
        rule.per().contains(Per.TOOL) ? use.tool() : "");
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rule.limit()).refillGreedy(rule.limit(), rule.window()))
        .withCustomTimePrecision(time)
        .build();
  }
}
