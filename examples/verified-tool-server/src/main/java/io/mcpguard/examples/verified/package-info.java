/**
 * An MCP server on the MCP Java SDK that acts only on calls the guard vouches for.
 *
 * <p>In: MCP over Streamable HTTP with a {@code Txn-Token}. Out: invoices of the user the assertion
 * names. Never: believes a user named anywhere else.
 */
@NullMarked
package io.mcpguard.examples.verified;

import org.jspecify.annotations.NullMarked;
