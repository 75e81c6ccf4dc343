/**
 * Streamable HTTP at the front (MCP 2025-11-25, basic/transports), whatever server stands beneath.
 *
 * <p>In: one HTTP request as a {@link io.mcpguard.streamable.ClientExchange}. Out: what {@link
 * io.mcpguard.McpGuard} answers, on the wire. Never: decides a call, or believes a header about it.
 */
@NullMarked
package io.mcpguard.streamable;

import org.jspecify.annotations.NullMarked;
