/**
 * Browser sessions, in memory and bounded.
 *
 * <p>In: a cookie. Out: a visitor or somebody signed in, with a CSRF token of the session. Never:
 * authenticates an API call.
 */
@NullMarked
package io.mcpguard.authserver.session;

import org.jspecify.annotations.NullMarked;
