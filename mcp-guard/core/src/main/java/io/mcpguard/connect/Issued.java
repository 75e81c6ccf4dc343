package io.mcpguard.connect;

import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * Tokens as an authorization server issued them: secrets, so they do not print.
 *
 * @param access the access token
 * @param refresh the refresh token; empty text where there is none
 * @param expires when the access token ends; {@link Instant#MAX} where nobody said
 * @param scopes what it is for, as far as that was said
 */
record Issued(String access, String refresh, Instant expires, Scopes scopes) {
  @Override
  public String toString() {
    return "Issued[redacted]";
  }
}
