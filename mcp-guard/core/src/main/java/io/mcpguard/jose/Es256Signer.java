package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * Raw ES256 with the ring's present key: what the hot path signs assertions with.
 *
 * <p>Safe for use by many threads. Between two rotations key and provider object are the same.
 */
public final class Es256Signer {
  private final SigningKeys keys;
  private volatile Loaded loaded;

  /** The key as the provider likes it. */
  private record Loaded(String keyId, PrivateKey key) {}

  public Es256Signer(SigningKeys keys) {
    this.keys = keys;
    this.loaded = load(keys.active());
  }

  /** The id of the key that the next signature is made with. */
  public String keyId() {
    return current().keyId();
  }

  /**
   * Signs with ECDSA P-256 and SHA-256.
   *
   * @return r ‖ s, 64 bytes (RFC 7518 §3.4)
   */
  public byte[] sign(byte[] input) {
    try {
      Signature signature = Signature.getInstance(Providers.ES256, keys.providers().ec());
      signature.initSign(current().key(), keys.providers().random());
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not sign", impossible);
    }
  }

  private Loaded current() {
    ECKey active = keys.active();
    Loaded now = loaded;
    if (!now.keyId().equals(active.getKeyID())) {
      now = load(active);
      loaded = now;
    }
    return now;
  }

  private Loaded load(ECKey key) {
    try {
      return new Loaded(key.getKeyID(), key.toECPrivateKey(keys.providers().ec()));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not load", impossible);
    }
  }
}
