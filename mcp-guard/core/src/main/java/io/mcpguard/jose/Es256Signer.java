package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.AssertionSigner;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Raw ES256 with the key that was the ring's signing key when this was made: what the hot path
 * signs with.
 *
 * <p>Safe for use by many threads. It does not follow a rotation, since a header that names the key
 * may have been written already; {@link RotatingIssuer} does.
 */
public final class Es256Signer implements AssertionSigner {
  private final String keyId;
  private final PrivateKey key;
  private final Provider provider;
  private final SecureRandom random;

  /** As many as ever signed at the same instant, which threads that do not wait here keep low. */
  private final Queue<Signature> ready = new ConcurrentLinkedQueue<>();

  public Es256Signer(SigningKeys keys) {
    ECKey active = keys.active();
    this.keyId = active.getKeyID();
    this.provider = keys.providers().ec();
    this.random = keys.providers().random();
    try {
      // Made by the provider that signs: a foreign key object would be converted at every
      // signature.
      this.key = active.toECPrivateKey(provider);
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not load", impossible);
    }
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public Algorithm algorithm() {
    return Algorithm.ES256;
  }

  @Override
  public byte[] sign(byte[] input) throws GeneralSecurityException {
    Signature signature = ready.poll();
    if (signature == null) {
      signature = Signature.getInstance(Providers.ES256, provider);
      signature.initSign(key, random);
    }
    signature.update(input);
    byte[] signed = signature.sign();
    // Signing resets it to what initSign made of it; one that has failed is not used again.
    ready.add(signature);
    return signed;
  }
}
