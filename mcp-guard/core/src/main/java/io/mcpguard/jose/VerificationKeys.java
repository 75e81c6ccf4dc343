package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A fixed JSON Web Key Set (RFC 7517 §5), public keys only. */
public final class VerificationKeys implements KeySource {
  private final Map<String, PublicKey> keys;

  private VerificationKeys(Map<String, PublicKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a JWKS.
   *
   * @throws IllegalArgumentException when it is not a key set, holds a private or symmetric key, a
   *     key without {@code kid}, or two with the same
   */
  public static VerificationKeys parse(String jwks) {
    try {
      var keys = new LinkedHashMap<String, PublicKey>();
      for (JWK key : JWKSet.parse(jwks).getKeys()) {
        add(key, keys);
      }
      return new VerificationKeys(keys);
    } catch (ParseException | JOSEException malformed) {
      throw new IllegalArgumentException("not a JSON Web Key Set (RFC 7517 §5)", malformed);
    }
  }

  private static void add(JWK key, Map<String, PublicKey> keys) throws JOSEException {
    if (!(key instanceof AsymmetricJWK asymmetric) || key.isPrivate()) {
      throw new IllegalArgumentException("a key set for verification holds public keys only");
    }
    if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
      return;
    }
    String id = key.getKeyID();
    if (id == null || keys.put(id, asymmetric.toPublicKey()) != null) {
      throw new IllegalArgumentException("each key of the set needs a kid of its own");
    }
  }

  /** Whether there is no key that verifies anything. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  @Override
  public Optional<PublicKey> find(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }
}
