package io.mcpguard.jose;

/**
 * The request that a DPoP proof must have been made for.
 *
 * @param method the request's HTTP method: {@code htm}
 * @param uri its URI as clients know it, from the public URL and never from the request: {@code
 *     htu}
 * @param tokenHash base64url SHA-256 of the access token that comes with it: {@code ath}; empty
 *     text where none does
 */
public record ProofTarget(String method, String uri, String tokenHash) {

  /** A token request (RFC 9449 §5): no access token comes with it. */
  public static ProofTarget tokenRequest(String method, String uri) {
    return new ProofTarget(method, uri, "");
  }

  /** A request for a protected resource (RFC 9449 §7). */
  public static ProofTarget resourceRequest(String method, String uri, String accessToken) {
    return new ProofTarget(method, uri, Sha256.base64url(accessToken));
  }

  @Override
  public String toString() {
    return "ProofTarget[" + method + " " + uri + "]";
  }
}
