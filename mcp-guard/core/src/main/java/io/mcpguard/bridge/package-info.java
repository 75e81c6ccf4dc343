/**
 * Between a client of one form of MCP and an upstream of the other (2026-07-28, basic/versioning).
 *
 * <p>In: a client's request, and the guard. Out: the answer in the client's own form. Each round
 * that goes upstream is a call of its own that takes the guard's whole way. Never: speaks to an
 * upstream itself, decides, or writes a record.
 */
@NullMarked
package io.mcpguard.bridge;

import org.jspecify.annotations.NullMarked;
