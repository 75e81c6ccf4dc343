/**
 * Streamable HTTP at the front, on Jetty's core handlers.
 *
 * <p>In: HTTP requests. Out: what {@link io.mcpguard.McpGuard} answers, on the wire. Never: decides
 * a call, or believes a header about it.
 */
@NullMarked
package io.mcpguard.server.transport;

import org.jspecify.annotations.NullMarked;
