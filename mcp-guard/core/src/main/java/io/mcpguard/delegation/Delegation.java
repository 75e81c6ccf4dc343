package io.mcpguard.delegation;

import io.mcpguard.agents.Recognised;
import io.mcpguard.authn.AccessToken;
import io.mcpguard.authn.Authenticated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.identity.AgentIdentity;
import io.mcpguard.identity.Principal;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.RunBinding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds the user's consent behind a caller and how far it reaches now. Refuses only where there is
 * no consent; whether what is held suffices is for later stages.
 */
public final class Delegation {
  private static final int MOST_REMEMBERED = 20_000;

  private final GrantBook grants;
  private final Limits limits;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Remembered<AccessToken, Reached> reached =
      Remembered.afterWrite(MOST_REMEMBERED, Duration.ofMinutes(10));

  /** All that decides how far a caller reaches. */
  private record Premises(
      Recognised recognised, Grant grant, Set<String> entitlement, Set<String> ceiling) {
    Premises {
      entitlement = Set.copyOf(entitlement);
      ceiling = Set.copyOf(ceiling);
    }

    boolean amountTo(Premises others) {
      return recognised.agent().equals(others.recognised.agent())
          && grant.equals(others.grant)
          && entitlement.equals(others.entitlement)
          && ceiling.equals(others.ceiling);
    }
  }

  private record Reached(Premises premises, Delegated delegated) {}

  /** Delegates what {@code grants} hold, or tokens bring, within {@code limits}. */
  public Delegation(GrantBook grants, Limits limits, InstantSource clock, RandomGenerator random) {
    this.grants = grants;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /** The caller with the scope it holds. */
  public Outcome<Delegated> delegate(Recognised recognised) {
    Authenticated caller = recognised.caller();
    Optional<Grant> found = behind(caller);
    if (found.isEmpty() || !covers(found.get(), caller)) {
      return Outcome.refuse(
          Reason.GRANT_REVOKED, "there is no grant of this user for this agent and resource");
    }
    Grant grant = found.get();
    if (grant.hasEnded(clock.instant())) {
      return Outcome.refuse(
          Reason.GRANT_REVOKED, "the grant has come to the end that the user chose");
    }
    Delegated delegated =
        within(
            new Premises(
                recognised,
                grant,
                limits.entitlement(caller.user()),
                limits.ceiling(caller.clientId())));
    return Outcome.proceed(delegated.sending(caller.content()));
  }

  /** The same token on the same premises comes to the same, and comes on every call. */
  private Delegated within(Premises premises) {
    Authenticated caller = premises.recognised().caller();
    Optional<Reached> before = reached.find(caller.token());
    if (before.isPresent() && before.get().premises().amountTo(premises)) {
      return before.get().delegated();
    }
    Delegated now = intersect(premises);
    reached.put(caller.token(), new Reached(premises, now));
    return now;
  }

  private static Delegated intersect(Premises premises) {
    Authenticated caller = premises.recognised().caller();
    Grant grant = premises.grant();
    AgentIdentity agent = agent(caller, grant);
    Principal principal = new Principal(caller.user(), agent, caller.login());
    Scopes grantable =
        Scopes.of(
            premises.entitlement().stream().filter(premises.ceiling()::contains).sorted().toList());
    Scopes held = caller.scopes().intersection(Scopes.of(grant.scopes())).intersection(grantable);
    return new Delegated(
        principal,
        premises.recognised().agent(),
        grant,
        held,
        grantable,
        earlier(caller, grant),
        Lineage.root(caller.run(), new RunBinding.Token()));
  }

  private static AgentIdentity agent(Authenticated caller, Grant grant) {
    return switch (caller.source()) {
      case RECORDED, TOKEN ->
          new AgentIdentity(caller.clientId(), grant.instance(), caller.binding());
      case LAUNCH -> AgentIdentity.launching(caller.clientId(), grant.instance());
    };
  }

  /**
   * Whether {@code delegated} would still be delegated now; asked right before the first byte goes
   * out.
   */
  public boolean stillHolds(Delegated delegated) {
    return clock.instant().isBefore(delegated.expiresAt())
        && grants.find(delegated.grant().id()).isPresent();
  }

  /** Whether the consent behind {@code delegated} is gone. */
  public boolean isRevoked(Delegated delegated) {
    return grants.find(delegated.grant().id()).isEmpty();
  }

  private Optional<Grant> behind(Authenticated caller) {
    Optional<Grant> known = grants.find(caller.grantId());
    return switch (caller.source()) {
      case RECORDED -> known;
      case TOKEN, LAUNCH ->
          known.or(() -> grants.enrol(atFirstSight(caller))).map(grant -> now(grant, caller));
    };
  }

  /** On record are the parties alone: how far the grant reaches each token says for itself. */
  private Grant atFirstSight(Authenticated caller) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new Grant(
        caller.grantId(),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bits),
        caller.user(),
        caller.clientId(),
        caller.resource(),
        Set.of(),
        clock.instant(),
        Instant.MAX);
  }

  private static Grant now(Grant enrolled, Authenticated caller) {
    return new Grant(
        enrolled.id(),
        enrolled.instance(),
        enrolled.user(),
        enrolled.clientId(),
        enrolled.resource(),
        caller.scopes().tokens(),
        enrolled.issuedAt(),
        caller.expiresAt());
  }

  private static boolean covers(Grant grant, Authenticated caller) {
    return grant.user().equals(caller.user())
        && grant.clientId().equals(caller.clientId())
        && grant.resource().equals(caller.resource());
  }

  private static Instant earlier(Authenticated caller, Grant grant) {
    return caller.expiresAt().isBefore(grant.endsAt()) ? caller.expiresAt() : grant.endsAt();
  }
}
