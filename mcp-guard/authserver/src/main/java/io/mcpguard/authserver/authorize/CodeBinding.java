package io.mcpguard.authserver.authorize;

import io.mcpguard.identity.KeyBinding;
import java.net.URI;
import java.time.Instant;

/**
 * What an authorization code is bound to (RFC 6749 §4.1.3, RFC 7636 §4.4).
 *
 * @param grantId the grant it stands for
 * @param clientId whom it was given to
 * @param redirectUri where it was sent
 * @param codeChallenge PKCE, S256
 * @param key the key that must redeem it (RFC 9449 §10)
 * @param resource what the tokens will be for
 * @param authTime when the user signed in
 * @param authMethod how: an {@code amr} value
 * @param expiresAt the first instant at which it is worthless
 */
public record CodeBinding(
    String grantId,
    String clientId,
    URI redirectUri,
    String codeChallenge,
    KeyBinding key,
    URI resource,
    Instant authTime,
    String authMethod,
    Instant expiresAt) {}
