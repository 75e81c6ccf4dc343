package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import io.mcpguard.assertion.JwkSetSyntax;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fixed JSON Web Key Set (RFC 7517 §5), public keys only. */
public final class VerificationKeys implements KeySource {
  /** Stands for a {@code kid} that is not there. */
  private static final String NO_ID = "";

  private final Map<String, PublicKey> keys;
  private final List<PublicKey> forMissingId;

  private VerificationKeys(Map<String, PublicKey> keys, List<PublicKey> forMissingId) {
    this.keys = Map.copyOf(keys);
    this.forMissingId = forMissingId;
  }

  /**
   * Reads a JWKS.
   *
   * @throws IllegalArgumentException when it is not a key set, holds a private or symmetric key, a
   *     key without {@code kid}, or two with the same
   */
  public static VerificationKeys parse(String jwks) {
    Map<String, PublicKey> keys = read(jwks);
    if (keys.containsKey(NO_ID)) {
      throw new IllegalArgumentException("each key of the set needs a kid of its own");
    }
    return new VerificationKeys(keys, List.of());
  }

  /**
   * Reads the JWKS of a client, for its assertions: {@code kid} is optional in a key (RFC 7517
   * §4.5) and in what it signs (RFC 7515 §4.1.4), as long as there is no choice.
   *
   * @throws IllegalArgumentException as {@link #parse} does, but for a lone key without {@code kid}
   */
  public static VerificationKeys parseAllowingMissingId(String jwks) {
    Map<String, PublicKey> keys = read(jwks);
    if (keys.containsKey(NO_ID) && keys.size() > 1) {
      throw new IllegalArgumentException("of several keys each needs a kid of its own");
    }
    return new VerificationKeys(keys, List.copyOf(keys.values()));
  }

  private static Map<String, PublicKey> read(String jwks) {
    try {
      JwkSetSyntax.require(jwks);
      var keys = new LinkedHashMap<String, PublicKey>();
      for (JWK key : JWKSet.parse(jwks).getKeys()) {
        add(key, keys);
      }
      return keys;
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
    String id = key.getKeyID() == null ? NO_ID : key.getKeyID();
    if (keys.put(id, asymmetric.toPublicKey()) != null) {
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

  @Override
  public List<PublicKey> findWithoutId() {
    return forMissingId;
  }
}
