package io.mcpguard.assertion;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;

/** Signs through the Java Cryptography Architecture. */
final class KeySigner implements AssertionSigner {
  private final String keyId;
  private final Algorithm algorithm;
  private final PrivateKey key;
  private final Provider provider;

  KeySigner(String keyId, Algorithm algorithm, PrivateKey key, Provider provider) {
    this.keyId = keyId;
    this.algorithm = algorithm;
    this.key = key;
    this.provider = provider;
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public Algorithm algorithm() {
    return algorithm;
  }

  @Override
  public byte[] sign(byte[] input) throws GeneralSecurityException {
    Signature signature = Signatures.instance(algorithm, provider);
    signature.initSign(key);
    signature.update(input);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "AssertionSigner[" + keyId + ", key redacted]";
  }
}
