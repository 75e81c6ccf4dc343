/**
 * The token, revocation and introspection endpoints (RFC 6749 §3.2, RFC 7009, RFC 7662, RFC 9068).
 *
 * <p>In: codes, refresh tokens, access tokens of clients that prove themselves. Out: access tokens
 * and the next refresh token. Never: gives more than the grant holds, or anything at all once it is
 * revoked.
 */
@NullMarked
package io.mcpguard.authserver.token;

import org.jspecify.annotations.NullMarked;
