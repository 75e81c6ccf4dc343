/**
 * The authorization endpoint (RFC 6749 §3.1, RFC 7636, 8707, 9207).
 *
 * <p>In: an authorization request. Out: a pending request bound to the browser that brought it, or
 * an error: on a page while client or redirect URI are in doubt, else by redirect. Never: grants
 * anything.
 */
@NullMarked
package io.mcpguard.authserver.authorize;

import org.jspecify.annotations.NullMarked;
