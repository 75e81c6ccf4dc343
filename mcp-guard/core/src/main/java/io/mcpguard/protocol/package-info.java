/**
 * MCP and JSON-RPC 2.0 on the wire.
 *
 * <p>In: bytes. Out: {@link io.mcpguard.protocol.McpMessage}s that keep the bytes they were read
 * from, and the bytes of answers. Never: rewrites what nobody asked to change, or repeats a
 * caller's input in an error.
 */
@NullMarked
package io.mcpguard.protocol;

import org.jspecify.annotations.NullMarked;
