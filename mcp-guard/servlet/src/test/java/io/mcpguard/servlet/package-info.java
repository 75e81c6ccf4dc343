/** The embedded guard against a real container, a plain servlet, and the MCP Java SDK's. */
@NullMarked
package io.mcpguard.servlet;

import org.jspecify.annotations.NullMarked;
