/**
 * The decision point: a default-deny table of rules with conditions in CEL.
 *
 * <p>In: rule records, and a {@link io.mcpguard.policy.PolicyQuery} that says who wants to do what
 * now. Out: a {@link io.mcpguard.policy.Decision} that names the rule. Never: reads a file, waits
 * for anything, or takes an error for a yes.
 */
@NullMarked
package io.mcpguard.policy;

import org.jspecify.annotations.NullMarked;
