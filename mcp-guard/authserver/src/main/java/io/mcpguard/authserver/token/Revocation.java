package io.mcpguard.authserver.token;

import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.events.AuthorizationEvents.RevocationCause;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.exchange.Epoch;

/**
 * Ends a grant and with it every token of it: the grant first, since access tokens are checked
 * against it, then what runs under it, the refresh tokens at last.
 */
public final class Revocation {
  private final GrantBook grants;
  private final RefreshFamilies families;
  private final Epoch epoch;
  private final AuthorizationEvents events;

  public Revocation(
      GrantBook grants, RefreshFamilies families, Epoch epoch, AuthorizationEvents events) {
    this.grants = grants;
    this.families = families;
    this.epoch = epoch;
    this.events = events;
  }

  void end(String grantId, RevocationCause cause) {
    boolean ended = grants.revoke(grantId);
    try {
      if (ended) {
        epoch.end();
        events.revoked(grantId, cause);
      }
    } finally {
      // A family that stays is worth nothing without its grant; asking again ends it.
      families.end(grantId);
    }
  }
}
