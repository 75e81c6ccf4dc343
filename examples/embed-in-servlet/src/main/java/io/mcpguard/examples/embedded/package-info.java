/**
 * A tool developer's own MCP server with the whole guard in front of its servlet.
 *
 * <p>In: where to listen, and who issues the access tokens. Out: a server that runs until it is
 * closed. Never: decides by itself who may call a tool.
 */
@NullMarked
package io.mcpguard.examples.embedded;

import org.jspecify.annotations.NullMarked;
