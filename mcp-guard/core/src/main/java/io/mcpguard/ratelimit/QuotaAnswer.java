package io.mcpguard.ratelimit;

import io.mcpguard.exchange.Cure;
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
    /**
     * The wait, with the values of {@code RateLimit} and {@code RateLimit-Policy}
     * (draft-ietf-httpapi-ratelimit-headers-10 §4, §3).
     */
    public Cure.Wait cure() {
      long refill = new Cure.Wait(window, "", "").seconds();
      String policy = "\"" + quota + "\";q=" + limit + ";w=" + refill;
      Cure.Wait bare = new Cure.Wait(retryAfter, "", "");
      return new Cure.Wait(retryAfter, "\"" + quota + "\";r=0;t=" + bare.seconds(), policy);
    }
  }
}
