/**
 * The registry of agents and their lifecycle.
 *
 * <p>In: an {@code Authenticated} caller. Out: a {@code Recognised} one, whose agent is known and
 * not revoked. Never: looks at what the call is.
 */
@NullMarked
package io.mcpguard.agents;

import org.jspecify.annotations.NullMarked;
