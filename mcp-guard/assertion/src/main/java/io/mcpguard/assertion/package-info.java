/**
 * The per-call assertion: a signed statement of exactly one MCP call.
 *
 * <p>In: a token and the bytes of a JSON-RPC message. Out: a verified call, or one closed reason
 * why not. Never: fetches a key a token points at, reads a clock it was not given, prints a token.
 */
@NullMarked
package io.mcpguard.assertion;

import org.jspecify.annotations.NullMarked;
