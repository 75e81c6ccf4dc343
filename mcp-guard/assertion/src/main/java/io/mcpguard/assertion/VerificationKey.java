package io.mcpguard.assertion;

import java.security.PublicKey;

/** A public key and the one algorithm it may be used with (RFC 8725 §3.1). */
public record VerificationKey(String keyId, Algorithm algorithm, PublicKey key) {}
