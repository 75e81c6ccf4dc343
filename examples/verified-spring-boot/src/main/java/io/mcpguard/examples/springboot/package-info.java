/**
 * An MCP server on Spring Boot that verifies every call.
 *
 * <p>In: calls that mcp-guard vouches for. Out: answers for the user whom the assertion names.
 * Never: acts for anybody else.
 */
@NullMarked
package io.mcpguard.examples.springboot;

import org.jspecify.annotations.NullMarked;
