/**
 * Issues the per-call assertion; its format and verifier are the module {@code assertion}.
 *
 * <p>In: an {@code Equipped} call. Out: an {@code Asserted} one, with a token that holds for
 * exactly this call. Never: asserts a call whose decision is not recorded.
 */
@NullMarked
package io.mcpguard.issuance;

import org.jspecify.annotations.NullMarked;
