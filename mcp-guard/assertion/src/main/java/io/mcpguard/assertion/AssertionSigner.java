package io.mcpguard.assertion;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;

/** The guard's key for assertions: a key of its own, never that of the access tokens. */
public interface AssertionSigner {

  /** Names the key in the verifiers' key set. */
  String keyId();

  /** What {@link #sign} does. */
  Algorithm algorithm();

  /**
   * Signs the signing input of RFC 7515 §5.1; an ES256 signature is R‖S, 64 bytes (RFC 7518 §3.4).
   *
   * @throws GeneralSecurityException when the key or its provider fails
   */
  byte[] sign(byte[] input) throws GeneralSecurityException;

  /** Signs with a private key at one provider. */
  static AssertionSigner of(String keyId, Algorithm algorithm, PrivateKey key, Provider provider) {
    return new KeySigner(keyId, algorithm, key, provider);
  }
}
