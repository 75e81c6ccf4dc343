package io.mcpguard.jose;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A P-256 key of our own as a client, and the DPoP proofs that it signs (RFC 9449 §4.2). The JDK's
 * provider signs: one signature a request needs no faster one, and a faster one takes longer to
 * load than all requests of many a process.
 */
public final class ProofSigner {
  private static final int COORDINATE = 32;
  private static final int ID_BYTES = 16;

  /** PrivateKeyInfo on secp256r1 up to the number (RFC 5208 §5, RFC 5915 §3). */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of()
          .parseHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420");

  private final PrivateKey key;
  private final JsonText publicJwk;
  private final JsonText privateJwk;
  private final SecureRandom random;

  private ProofSigner(PrivateKey key, Parts parts, SecureRandom random) {
    this.key = key;
    this.publicJwk = parts.jwk();
    this.privateJwk = parts.jwk().put("d", parts.d());
    this.random = random;
  }

  /** The members of a JWK that tell the key. */
  private record Parts(String x, String y, String d) {
    JsonText jwk() {
      return JsonText.object().put("crv", "P-256").put("kty", "EC").put("x", x).put("y", y);
    }
  }

  /** A fresh key. */
  public static ProofSigner fresh(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", jdk());
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      ECPublicKey open = (ECPublicKey) pair.getPublic();
      BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
      Parts parts =
          new Parts(text(open.getW().getAffineX()), text(open.getW().getAffineY()), text(secret));
      return new ProofSigner(pair.getPrivate(), parts, random);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  /** Reads what {@link #privateJwk} wrote; nothing when it is no such key. */
  public static Optional<ProofSigner> read(JsonObject jwk, SecureRandom random) {
    Parts parts =
        new Parts(
            jwk.string("x").orElse(""), jwk.string("y").orElse(""), jwk.string("d").orElse(""));
    try {
      byte[] d = Base64.getUrlDecoder().decode(parts.d());
      if (d.length != COORDINATE || !isCoordinate(parts.x()) || !isCoordinate(parts.y())) {
        return Optional.empty();
      }
      byte[] encoded = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + COORDINATE);
      System.arraycopy(d, 0, encoded, PKCS8_PREFIX.length, COORDINATE);
      PrivateKey key =
          KeyFactory.getInstance("EC", jdk()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return Optional.of(new ProofSigner(key, parts, random));
    } catch (IllegalArgumentException | GeneralSecurityException noKey) {
      return Optional.empty();
    }
  }

  /** The private key as a JWK (RFC 7517), for a file that nobody else reads. */
  public JsonText privateJwk() {
    return privateJwk;
  }

  /** The RFC 7638 thumbprint: {@code jkt}, and {@code dpop_jkt} (RFC 9449 §10). */
  public String thumbprint() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(publicJwk.bytes()));
  }

  /**
   * A proof for one request.
   *
   * @param nonce the last one that the server gave; empty text for none
   */
  public String proof(ProofTarget target, String nonce, Instant now) {
    JsonText header =
        JsonText.object().put("typ", "dpop+jwt").put("alg", "ES256").put("jwk", publicJwk);
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JsonText claims =
        JsonText.object()
            .put("jti", text(id))
            .put("htm", target.method())
            .put("htu", target.uri())
            .put("iat", now.getEpochSecond());
    if (!nonce.isEmpty()) {
      claims.put("nonce", nonce);
    }
    if (!target.tokenHash().isEmpty()) {
      claims.put("ath", target.tokenHash());
    }
    String input = text(header.bytes()) + "." + text(claims.bytes());
    return input + "." + text(sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] sign(byte[] input) {
    try {
      Signature signature = Signature.getInstance(Providers.ES256, jdk());
      signature.initSign(key, random);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not sign", impossible);
    }
  }

  private static Provider jdk() {
    return Security.getProvider("SunEC");
  }

  private static boolean isCoordinate(String spelled) {
    return Base64.getUrlDecoder().decode(spelled).length == COORDINATE;
  }

  private static String text(BigInteger coordinate) {
    byte[] bytes = coordinate.toByteArray();
    byte[] all = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, all, COORDINATE - length, length);
    return text(all);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "ProofSigner[redacted]";
  }
}
