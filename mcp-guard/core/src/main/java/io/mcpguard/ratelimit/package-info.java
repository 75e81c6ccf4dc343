/**
 * Quotas per agent, user and tool.
 *
 * <p>In: quota rules, and a {@link io.mcpguard.ratelimit.QuotaUse}. Out: a {@link
 * io.mcpguard.ratelimit.QuotaAnswer}. Never: waits for a token, or grows with the number of
 * callers.
 */
@NullMarked
package io.mcpguard.ratelimit;

import org.jspecify.annotations.NullMarked;
