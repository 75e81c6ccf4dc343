/**
 * Who acts and for whom.
 *
 * <p>In: verified facts from {@code jose}. Out: {@link io.mcpguard.identity.Principal} and {@link
 * io.mcpguard.identity.AgentIdentity}. Never: verifies a credential.
 */
@NullMarked
package io.mcpguard.identity;

import org.jspecify.annotations.NullMarked;
