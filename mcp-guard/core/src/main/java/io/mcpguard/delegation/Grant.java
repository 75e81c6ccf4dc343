package io.mcpguard.delegation;

import java.time.Instant;
import java.util.Set;

/**
 * What one user has delegated to one agent for one resource, by consent.
 *
 * @param id names the grant; access tokens carry it as {@code grant_id}
 * @param instance names this instance of the agent inside the trust domain; new with every consent
 * @param user the user who consented; the {@code sub} of the access tokens
 * @param clientId the agent's OAuth {@code client_id}
 * @param resource the endpoint's canonical URI (RFC 8707)
 * @param scopes what the user left ticked
 * @param issuedAt when the user consented
 * @param endsAt the end the user chose
 */
public record Grant(
    String id,
    String instance,
    String user,
    String clientId,
    String resource,
    Set<String> scopes,
    Instant issuedAt,
    Instant endsAt) {
  public Grant {
    scopes = Set.copyOf(scopes);
  }

  /** True once the end that the user chose has come; the end itself is over. */
  public boolean hasEnded(Instant now) {
    return !now.isBefore(endsAt);
  }
}
