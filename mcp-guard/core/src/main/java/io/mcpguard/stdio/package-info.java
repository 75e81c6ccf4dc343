/**
 * MCP on standard input and output at the front (2026-07-28, basic/transports/stdio; 2025-11-25,
 * basic/transports): one program at the other end, whichever revision it speaks.
 *
 * <p>In: lines. Out: what {@link io.mcpguard.McpGuard} answers, line by line, each id once. Never:
 * decides a call, or lets anything but MCP onto the output.
 */
@NullMarked
package io.mcpguard.stdio;

import org.jspecify.annotations.NullMarked;
