/**
 * Example: a tool server that calls another one through the guard for the same user.
 *
 * <p>In: a call that the guard vouches for. Out: a call of its own that names it as its parent.
 * Never: passes on the token of the agent that called it.
 */
@NullMarked
package io.mcpguard.examples.chain;

import org.jspecify.annotations.NullMarked;
