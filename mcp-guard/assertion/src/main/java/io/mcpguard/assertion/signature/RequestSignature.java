package io.mcpguard.assertion.signature;

import java.time.Instant;

/**
 * The guard sent exactly this request. It says of no user: whom the request acts for, its
 * credential says.
 *
 * @param keyId the key that signed
 * @param nonce of a call, its transaction in the guard's ledger; of anything else, random
 * @param created when it was signed, whole seconds
 * @param expires when it ends, whole seconds
 */
public record RequestSignature(String keyId, String nonce, Instant created, Instant expires) {}
