package io.mcpguard.assertion;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A public key and the one algorithm it may be used with (RFC 8725 §3.1).
 *
 * @param until from then on it verifies nothing, though a key set that was kept still holds it;
 *     {@link Instant#MAX} where nobody said so
 */
public record VerificationKey(String keyId, Algorithm algorithm, PublicKey key, Instant until) {
  /** A key without an end. */
  public VerificationKey(String keyId, Algorithm algorithm, PublicKey key) {
    this(keyId, algorithm, key, Instant.MAX);
  }

  /**
   * Whether a signature of these bytes is this key's; one of ES256 is R‖S, 64 bytes.
   *
   * @throws GeneralSecurityException when the provider cannot use the key
   */
  public boolean verifies(Provider provider, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    return Signatures.verify(algorithm, provider, key, input, signature);
  }
}
