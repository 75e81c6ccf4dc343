package io.mcpguard.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * How and when the user logged in, as far as the access token says it (RFC 9068 §2.2.1).
 *
 * @param acr the authentication context class; empty text when the token has none
 * @param authTime when the user logged in; {@link Instant#EPOCH} when the token does not say
 */
public record Login(String acr, Instant authTime) {
  /** When the user logged in, if the token says it. */
  public Optional<Instant> at() {
    return authTime.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(authTime);
  }
}
