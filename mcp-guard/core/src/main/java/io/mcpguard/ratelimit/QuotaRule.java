package io.mcpguard.ratelimit;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One quota.
 *
 * @param name names the quota in answers and records; printable ASCII without quotes
 * @param per what has a budget of its own; empty for one budget that all share
 * @param tools patterns of {@code server/tool} that the quota is about; empty for every call
 * @param limit how many calls, at least 1; also the most that can come at once
 * @param window the time in which a spent budget is full again, positive
 */
public record QuotaRule(
    String name, Set<Per> per, List<String> tools, long limit, Duration window) {
  /** What a budget belongs to. */
  public enum Per {
    AGENT,
    USER,
    TOOL
  }

  public QuotaRule {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: must be at least 1, was " + limit);
    }
    if (window.isZero() || window.isNegative()) {
      throw new IllegalArgumentException("window: must be positive, was " + window);
    }
    per = Set.copyOf(per);
    tools = List.copyOf(tools);
  }

  /** A quota of {@code limit} calls in {@code window} for each combination of {@code per}. */
  public static QuotaRule of(String name, EnumSet<Per> per, long limit, Duration window) {
    return new QuotaRule(name, per, List.of(), limit, window);
  }

  /** This, for these tools only. */
  public QuotaRule forTools(String... patterns) {
    return new QuotaRule(name, per, List.of(patterns), limit, window);
  }
}
