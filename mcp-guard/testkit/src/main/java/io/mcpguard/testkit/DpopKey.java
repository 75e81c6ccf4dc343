package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key of an agent's and the DPoP proofs that are made with it (RFC 9449 §4.2). It signs what a
 * test says and checks nothing.
 */
public final class DpopKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int COORDINATE = 32;

  private final String algorithm;
  private final String jcaAlgorithm;
  private final KeyPair pair;

  private DpopKey(String algorithm, String jcaAlgorithm, KeyPair pair) {
    this.algorithm = algorithm;
    this.jcaAlgorithm = jcaAlgorithm;
    this.pair = pair;
  }

  /** A fresh P-256 key, for ES256. */
  public static DpopKey p256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new DpopKey("ES256", "SHA256withECDSAinP1363Format", generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A fresh Ed25519 key. */
  public static DpopKey ed25519() {
    try {
      return new DpopKey(
          "EdDSA", "Ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key (RFC 7517). */
  public ObjectNode jwk() {
    PublicKey key = pair.getPublic();
    if (key instanceof ECPublicKey ec) {
      return Json.object()
          .put("crv", "P-256")
          .put("kty", "EC")
          .put("x", base64(bytes(ec.getW().getAffineX())))
          .put("y", base64(bytes(ec.getW().getAffineY())));
    }
    byte[] encoded = key.getEncoded();
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - COORDINATE, encoded.length);
    return Json.object().put("crv", "Ed25519").put("kty", "OKP").put("x", base64(point));
  }

  /** The RFC 7638 thumbprint: {@code jkt}. */
  public String thumbprint() {
    return base64(sha256(Json.bytes(jwk())));
  }

  /** A proof for one request, good but for nonce and access token; spoil one thing of it. */
  public Draft proof(String method, String uri, Instant at) {
    ObjectNode header = Json.object().put("typ", "dpop+jwt").put("alg", algorithm);
    header.set("jwk", jwk());
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    ObjectNode claims =
        Json.object()
            .put("jti", base64(id))
            .put("htm", method)
            .put("htu", uri)
            .put("iat", at.getEpochSecond());
    return new Draft(header, claims);
  }

  /** A proof that is not signed yet: header and claims may be changed. */
  public final class Draft {
    private final ObjectNode header;
    private final ObjectNode claims;

    private Draft(ObjectNode header, ObjectNode claims) {
      this.header = header;
      this.claims = claims;
    }

    /** The JOSE header. */
    public ObjectNode header() {
      return header;
    }

    /** The claims. */
    public ObjectNode claims() {
      return claims;
    }

    /** With this claim, in place of one of the same name. */
    public Draft claim(String name, String value) {
      claims.put(name, value);
      return this;
    }

    /** Without this claim. */
    public Draft without(String name) {
      claims.remove(name);
      return this;
    }

    /** With the nonce that a server gave. */
    public Draft nonce(String nonce) {
      claims.put("nonce", nonce);
      return this;
    }

    /** For a request with this access token: {@code ath}. */
    public Draft token(String accessToken) {
      claims.put("ath", base64(sha256(accessToken.getBytes(StandardCharsets.UTF_8))));
      return this;
    }

    /** For a request with this body: MCP's {@code content_digest}. */
    public Draft body(byte[] body) {
      claims.put(
          "content_digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":");
      return this;
    }

    /** The signed proof. */
    public String sign() {
      return sign(DpopKey.this);
    }

    /** The proof, signed by another key than the header names. */
    public String sign(DpopKey key) {
      String input = base64(Json.bytes(header)) + "." + base64(Json.bytes(claims));
      try {
        Signature signature = Signature.getInstance(key.jcaAlgorithm);
        signature.initSign(key.pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + base64(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] bytes(BigInteger coordinate) {
    byte[] bytes = coordinate.toByteArray();
    byte[] all = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, all, COORDINATE - length, length);
    return all;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
