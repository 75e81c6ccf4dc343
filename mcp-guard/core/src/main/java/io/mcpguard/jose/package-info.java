/**
 * JWS, JWK and JWT (RFC 7515, 7517, 7519, 9068), and the choice of the cryptography provider.
 *
 * <p>In: compact text, key sets, claims. Out: {@link io.mcpguard.jose.VerifiedJwt}, or a refusal
 * with a closed reason; signed compact text. Never: fetches a key, follows a key or URL that a
 * token brings along, reads a clock it was not given.
 */
@NullMarked
package io.mcpguard.jose;

import org.jspecify.annotations.NullMarked;
