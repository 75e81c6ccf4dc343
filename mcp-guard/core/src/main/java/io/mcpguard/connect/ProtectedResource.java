package io.mcpguard.connect;

import io.mcpguard.oauth.Scopes;

/**
 * What a server says of itself as a protected resource (RFC 9728 §2), checked.
 *
 * @param identifier the value of {@code resource} in every request (RFC 8707)
 * @param issuer the authorization server that is asked
 * @param scopes what a client may begin with; may be empty
 * @param extent what a token for it is good for
 */
record ProtectedResource(String identifier, String issuer, Scopes scopes, Extent extent) {
  /** How much of a host a resource is. */
  enum Extent {
    /** What we connect to. */
    ENDPOINT,
    /** Everything at the host, of which we connect to a part. */
    HOST
  }
}
