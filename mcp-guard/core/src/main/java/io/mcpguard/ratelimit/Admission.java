package io.mcpguard.ratelimit;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Ruling;
import io.mcpguard.policy.Authorized;
import io.mcpguard.protocol.Target;

/** Charges a permitted call to the quotas that it falls under. */
public final class Admission {
  private final Quotas quotas;

  /** Admits within {@code quotas}. */
  public Admission(Quotas quotas) {
    this.quotas = quotas;
  }

  /** The call, if every quota has room for it. */
  public Outcome<Admitted> admit(Authorized authorized) {
    String tool = authorized.call().target() instanceof Target.Tool named ? named.name() : "";
    QuotaUse use =
        new QuotaUse(
            authorized.principal().user(),
            authorized.principal().agent().clientId(),
            authorized.upstream().name(),
            tool);
    return switch (quotas.admit(use)) {
      case QuotaAnswer.Within within -> Outcome.proceed(new Admitted(authorized));
      case QuotaAnswer.Exceeded exceeded ->
          new Refused<>(
              Denial.quotaExceeded(exceeded.cure(), "quota " + exceeded.quota() + " is used up")
                  .under(new Ruling(authorized.policyDigest(), authorized.rule())));
    };
  }

  /** What a call brings with it, its questions and their answers, was charged with the call. */
  public Admitted exempt(Authorized authorized) {
    return new Admitted(authorized);
  }
}
