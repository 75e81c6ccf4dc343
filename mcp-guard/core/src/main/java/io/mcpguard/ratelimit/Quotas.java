package io.mcpguard.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * All quotas. A call passes when every quota that it falls under has room; one that is refused by
 * one quota is given back to the others.
 */
public final class Quotas {
  private final List<Quota> quotas;

  /** Quotas whose budgets fill with the time of {@code clock}. */
  public Quotas(List<QuotaRule> rules, InstantSource clock) {
    this.quotas = rules.stream().map(rule -> new Quota(rule, clock)).toList();
  }

  /** Charges the call to every quota that it falls under, or to none. Never waits. */
  public QuotaAnswer admit(QuotaUse use) {
    List<Quota> charged = new ArrayList<>();
    for (Quota quota : quotas) {
      if (!quota.covers(use)) {
        continue;
      }
      ConsumptionProbe probe = quota.bucket(use).tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        charged.forEach(earlier -> earlier.bucket(use).addTokens(1));
        return exceeded(quota, use, probe);
      }
      charged.add(quota);
    }
    return new QuotaAnswer.Within();
  }

  private QuotaAnswer exceeded(Quota quota, QuotaUse use, ConsumptionProbe probe) {
    long wait = probe.getNanosToWaitForRefill();
    for (Quota other : quotas) {
      if (other.covers(use)) {
        EstimationProbe estimate = other.bucket(use).estimateAbilityToConsume(1);
        wait = Math.max(wait, estimate.getNanosToWaitForRefill());
      }
    }
    QuotaRule rule = quota.rule();
    return new QuotaAnswer.Exceeded(
        rule.name(),
        rule.limit(),
        rule.window(),
        Duration.ofNanos(wait),
        Duration.ofNanos(probe.getNanosToWaitForReset()));
  }
}
