/**
 * What operators do to a guard's state, the socket on which a running guard takes it, and what the
 * admin port lets them read.
 *
 * <p>In: {@link io.mcpguard.server.admin.AdminRequest}s, one line of JSON each, over a Unix domain
 * socket that only the guard's own user can open. Out: {@link
 * io.mcpguard.server.admin.AdminAnswer}s, and ledger leaves of what was changed. Never: changes
 * anything for who comes by TCP, takes an MCP access token for authority, or decides a call.
 */
@NullMarked
package io.mcpguard.server.admin;

import org.jspecify.annotations.NullMarked;
