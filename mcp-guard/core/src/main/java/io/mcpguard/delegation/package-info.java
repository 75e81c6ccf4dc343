/**
 * Which user stands behind the agent, and how far that reaches.
 *
 * <p>In: a {@code Recognised} caller. Out: a {@code Delegated} one, with the scope held =
 * entitlement ∩ grant ∩ token ∩ the agent's ceiling. Never: knows what a call needs.
 */
@NullMarked
package io.mcpguard.delegation;

import org.jspecify.annotations.NullMarked;
