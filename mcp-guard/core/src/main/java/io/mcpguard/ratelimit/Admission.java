package io.mcpguard.ratelimit;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Ruling;
import io.mcpguard.identity.Principal;
import io.mcpguard.policy.Authorized;
import io.mcpguard.protocol.Target;
import java.util.Optional;

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
    return charge(use(authorized.principal(), authorized.upstream(), tool))
        .map(denial -> denial.under(new Ruling(authorized.policyDigest(), authorized.rule())))
        .<Outcome<Admitted>>map(Refused::new)
        .orElseGet(() -> Outcome.proceed(new Admitted(authorized)));
  }

  /**
   * Charges what is no call and yet costs its upstream something, a log level, to the quotas that
   * are about every call; why it is refused where one of them is used up.
   */
  public Optional<Denial> charge(Delegated caller, Upstream upstream) {
    return charge(use(caller.principal(), upstream, ""));
  }

  private Optional<Denial> charge(QuotaUse use) {
    return switch (quotas.admit(use)) {
      case QuotaAnswer.Within within -> Optional.empty();
      case QuotaAnswer.Exceeded exceeded ->
          Optional.of(
              Denial.quotaExceeded(exceeded.cure(), "quota " + exceeded.quota() + " is used up"));
    };
  }

  private static QuotaUse use(Principal principal, Upstream upstream, String tool) {
    return new QuotaUse(principal.user(), principal.agent().clientId(), upstream.name(), tool);
  }

  /** What a call brings with it, its questions and their answers, was charged with the call. */
  public Admitted exempt(Authorized authorized) {
    return new Admitted(authorized);
  }
}
