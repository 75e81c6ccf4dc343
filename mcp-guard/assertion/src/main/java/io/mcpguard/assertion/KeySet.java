package io.mcpguard.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A fixed set of public keys (RFC 7517 §5). */
public final class KeySet implements KeySource {
  /** SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410 §4). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Map<String, VerificationKey> keys;

  private KeySet(Map<String, VerificationKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads a JWK set. Keys of other algorithms are left out: they cannot verify an assertion.
   *
   * @throws IllegalArgumentException when it is not a JWK set, holds a secret, an id twice, or no
   *     usable key
   */
  public static KeySet parse(String jwkSet) {
    Map<String, VerificationKey> keys = new HashMap<>();
    for (JWK jwk : parsed(jwkSet).getKeys()) {
      if (jwk.isPrivate()) {
        throw new IllegalArgumentException(
            "key set: holds a secret key; give the public keys only");
      }
      Optional<Algorithm> algorithm = algorithm(jwk);
      String keyId = jwk.getKeyID();
      if (algorithm.isEmpty() || keyId == null) {
        continue;
      }
      VerificationKey key = new VerificationKey(keyId, algorithm.get(), publicKey(jwk), until(jwk));
      if (keys.putIfAbsent(keyId, key) != null) {
        throw new IllegalArgumentException("key set: one kid stands twice; make them unique");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "key set: no P-256 or Ed25519 signature key with a kid; give the guard's key set");
    }
    return new KeySet(Map.copyOf(keys));
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  private static JWKSet parsed(String jwkSet) {
    try {
      JwkSetSyntax.require(jwkSet);
      return JWKSet.parse(jwkSet);
    } catch (ParseException notASet) {
      throw new IllegalArgumentException("key set: is not a JWK set (RFC 7517 §5)", notASet);
    }
  }

  private static Optional<Algorithm> algorithm(JWK jwk) {
    boolean signature = jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse());
    Optional<Algorithm> algorithm = Optional.empty();
    if (jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
      algorithm = Optional.of(Algorithm.ES256);
    } else if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
      algorithm = Optional.of(Algorithm.ED25519);
    }
    return algorithm.filter(known -> signature && names(jwk, known));
  }

  /** The guard says of a key that was rotated out how long what it signed may live. */
  private static Instant until(JWK jwk) {
    return jwk.getExpirationTime() == null ? Instant.MAX : jwk.getExpirationTime().toInstant();
  }

  private static boolean names(JWK jwk, Algorithm algorithm) {
    return jwk.getAlgorithm() == null
        || jwk.getAlgorithm().getName().equals(algorithm.joseName())
        || (algorithm == Algorithm.ED25519 && jwk.getAlgorithm().getName().equals("EdDSA"));
  }

  private static PublicKey publicKey(JWK jwk) {
    try {
      if (jwk instanceof ECKey ec) {
        return ec.toECPublicKey();
      }
      byte[] x = jwk.toOctetKeyPair().getDecodedX();
      byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + x.length);
      System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (JOSEException | GeneralSecurityException notAKey) {
      throw new IllegalArgumentException("key set: a key's point is not on its curve", notAKey);
    }
  }
}
