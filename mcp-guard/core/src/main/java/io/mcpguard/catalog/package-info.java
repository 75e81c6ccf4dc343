/**
 * Upstream servers, what they offer, and the definitions pinned at first contact.
 *
 * <p>In: a {@code Delegated} caller and its request. Out: a {@code Targeted} call with the scope it
 * needs. Never: decides whether the call may go on.
 */
@NullMarked
package io.mcpguard.catalog;

import org.jspecify.annotations.NullMarked;
