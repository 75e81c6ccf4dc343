package io.mcpguard.ratelimit;

import java.time.Duration;

/** What the quotas say to a call. */
public sealed interface QuotaAnswer {
  /** Every quota that the call falls under had room, and has one call less now. */
  record Within() implements QuotaAnswer {}

  /**
   * A quota is used up; none was charged.
   *
   * @param quota its name
   * @param limit calls in a window
   * @param window the window
   * @param retryAfter when every quota has room for one call again
   * @param reset when the quota's budget is full again
   */
  record Exceeded(String quota, long limit, Duration window, Duration retryAfter, Duration reset)
      implements QuotaAnswer {
    /** The value of {@code Retry-After} (RFC 9110 §10.2.3): whole seconds, at least 1. */
    public long retryAfterSeconds() {
      return Math.max(1, ceilSeconds(retryAfter));
    }

    /** The value of {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-10 §4). */
    public String rateLimit() {
      return "\"" + quota + "\";r=0;t=" + retryAfterSeconds();
    }

    /** The value of {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10 §3). */
    public String rateLimitPolicy() {
      return "\"" + quota + "\";q=" + limit + ";w=" + Math.max(1, ceilSeconds(window));
    }

    private static long ceilSeconds(Duration time) {
      return time.plusNanos(999_999_999).toSeconds();
    }
  }
}
