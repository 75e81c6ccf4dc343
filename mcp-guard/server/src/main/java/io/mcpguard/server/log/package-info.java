/**
 * Where the program's log goes.
 *
 * <p>In: what every package says to SLF4J. Out: lines on standard error. Never: writes to standard
 * output, which a host that launches the guard reads MCP from.
 */
@NullMarked
package io.mcpguard.server.log;

import org.jspecify.annotations.NullMarked;
