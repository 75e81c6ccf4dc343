package io.mcpguard.authserver;

import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * What the authorization server signs with.
 *
 * @param accessTokens the ring of the access tokens
 * @param published every ring of the public JWKS: this one, and that of the assertions
 * @param refresh an HmacSHA256 key of 32 random bytes, kept outside the store
 * @param providers who computes
 */
public record Keys(
    SigningKeys accessTokens, List<SigningKeys> published, SecretKey refresh, Providers providers) {
  public Keys {
    published = List.copyOf(published);
  }

  @Override
  public String toString() {
    return "Keys[redacted]";
  }
}
