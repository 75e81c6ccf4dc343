package io.mcpguard.authserver.token;

import io.mcpguard.identity.KeyBinding;
import java.time.Instant;

/**
 * The refresh tokens of one grant, of which only the latest works. Holds no secret: tokens are
 * recomputed from the server's key, the grant's id and the generation.
 *
 * @param grantId the grant; its family has the same name
 * @param generation of the latest token, from 0
 * @param since when the latest was issued
 * @param authentication how the user was authenticated when consenting
 * @param key what the tokens are bound to (RFC 9449 §5)
 */
public record RefreshFamily(
    String grantId, long generation, Instant since, Authentication authentication, KeyBinding key) {

  /** A family that is bound to no key. */
  public RefreshFamily(
      String grantId, long generation, Instant since, Authentication authentication) {
    this(grantId, generation, since, authentication, new KeyBinding.None());
  }

  /** The family one generation on. */
  public RefreshFamily next(Instant at, KeyBinding boundTo) {
    return new RefreshFamily(grantId, generation + 1, at, authentication, boundTo);
  }
}
