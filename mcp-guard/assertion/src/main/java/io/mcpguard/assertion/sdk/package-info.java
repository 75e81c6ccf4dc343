/**
 * The assertion in servers on the MCP Java SDK, which the application brings itself.
 *
 * <p>In: a request that the filter let through. Out: its assertion in the SDK's transport context.
 * Never: verifies, or gives a user to a call that has none.
 */
@NullMarked
package io.mcpguard.assertion.sdk;

import org.jspecify.annotations.NullMarked;
