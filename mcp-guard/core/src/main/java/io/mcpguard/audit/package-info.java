/**
 * Evidence: a decision record before a call is forwarded, an outcome record after it.
 *
 * <p>In: an {@code Admitted} call, or any refusal of an authenticated caller. Out: a {@code
 * Recorded} call whose decision is durable. Never: writes a body, a credential or a person's name
 * in clear.
 */
@NullMarked
package io.mcpguard.audit;

import org.jspecify.annotations.NullMarked;
