package io.mcpguard.authserver.consent;

import io.mcpguard.authserver.settings.InstanceLimits;
import io.mcpguard.authserver.settings.Lifetimes;
import io.mcpguard.authserver.token.RefreshFamilies;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import java.time.Duration;
import java.time.Instant;

/**
 * An agent's instances that can still do anything: the grant has not ended, and whoever has it
 * holds a token or can fetch one. A program that lost its tokens and logs in anew leaves a grant
 * behind that nobody can use, whatever end the user chose; it must not take a place until then.
 */
final class LiveInstances {
  private final GrantBook grants;
  private final RefreshFamilies families;
  private final InstanceLimits limits;
  private final Lifetimes lifetimes;

  LiveInstances(
      GrantBook grants, RefreshFamilies families, InstanceLimits limits, Lifetimes lifetimes) {
    this.grants = grants;
    this.families = families;
    this.limits = limits;
    this.lifetimes = lifetimes;
  }

  /** Whether the agent has as many as it may. */
  boolean areAsManyAsMayBe(String clientId, Instant now) {
    return grants.all().stream()
            .filter(grant -> grant.clientId().equals(clientId) && isLive(grant, now))
            .count()
        >= limits.of(clientId);
  }

  private boolean isLive(Grant grant, Instant now) {
    return !grant.hasEnded(now) && (isFresh(grant, now) || canBeRenewed(grant, now));
  }

  /** Its code may be waiting still, or the first access token be in use. */
  private boolean isFresh(Grant grant, Instant now) {
    Duration first = lifetimes.code().plus(lifetimes.access());
    return now.isBefore(grant.issuedAt().plus(first));
  }

  private boolean canBeRenewed(Grant grant, Instant now) {
    Duration longest =
        lifetimes.refresh().compareTo(lifetimes.access()) > 0
            ? lifetimes.refresh()
            : lifetimes.access();
    return families
        .find(grant.id())
        .filter(family -> now.isBefore(family.since().plus(longest)))
        .isPresent();
  }
}
