package io.mcpguard.jose;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.oauth.ProofAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The public key that a proof brings along (RFC 7517; RFC 7518 §6.2, RFC 8037 §2), of which nothing
 * is believed but that it verifies the proof.
 *
 * <p>One key has one spelling, so that it has one thumbprint: coordinates of full length, base64url
 * without padding or spare bits.
 */
final class ProofKey {
  /** Of any kind of key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2). */
  private static final List<String> SECRET =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  private static final int COORDINATE = 32;

  /** SubjectPublicKeyInfo up to the coordinates (RFC 5480 §2; RFC 8410 §4). */
  private static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** The field and the coefficient b of P-256; its a is -3 (SEC 2 §2.4.2). */
  private static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

  private static final BigInteger THREE = BigInteger.valueOf(3);

  private final Curve curve;
  private final byte[] encoded;
  private final String thumbprint;

  private enum Curve {
    P_256,
    ED25519
  }

  private ProofKey(Curve curve, byte[] encoded, String thumbprint) {
    this.curve = curve;
    this.encoded = encoded;
    this.thumbprint = thumbprint;
  }

  /** Reads a key; nothing when it is none of ours, malformed, or has a private part. */
  static Optional<ProofKey> read(JsonObject jwk) {
    if (SECRET.stream().anyMatch(name -> jwk.member(name).isPresent())) {
      return Optional.empty();
    }
    String kind = jwk.string("kty").orElse("") + " " + jwk.string("crv").orElse("");
    return switch (kind) {
      case "EC P-256" -> p256(jwk);
      case "OKP Ed25519" -> ed25519(jwk);
      default -> Optional.empty();
    };
  }

  private static Optional<ProofKey> p256(JsonObject jwk) {
    byte[] x = coordinate(jwk, "x");
    byte[] y = coordinate(jwk, "y");
    if (x.length == 0 || y.length == 0 || !isOnCurve(x, y)) {
      return Optional.empty();
    }
    // RFC 7638 §3.2: the required members alone, in this order.
    JsonText required =
        JsonText.object().put("crv", "P-256").put("kty", "EC").put("x", text(x)).put("y", text(y));
    return Optional.of(new ProofKey(Curve.P_256, joined(P256_PREFIX, x, y), thumbprint(required)));
  }

  private static Optional<ProofKey> ed25519(JsonObject jwk) {
    byte[] x = coordinate(jwk, "x");
    if (x.length == 0) {
      return Optional.empty();
    }
    JsonText required = JsonText.object().put("crv", "Ed25519").put("kty", "OKP").put("x", text(x));
    return Optional.of(
        new ProofKey(Curve.ED25519, joined(ED25519_PREFIX, x), thumbprint(required)));
  }

  /** The RFC 7638 thumbprint with SHA-256, base64url: the {@code jkt} of tokens. */
  String thumbprint() {
    return thumbprint;
  }

  /** Whether the algorithm is one for this key (RFC 8725 §3.1). */
  boolean isFor(ProofAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> curve == Curve.P_256;
      case EDDSA, ED25519 -> curve == Curve.ED25519;
    };
  }

  boolean verifies(Providers providers, byte[] input, byte[] signature) {
    try {
      return switch (curve) {
        case P_256 -> Providers.verifies(providers.ec(), p256(providers), input, signature);
        case ED25519 -> isEd25519(input, signature);
      };
    } catch (GeneralSecurityException noSignatureOfThisKey) {
      return false;
    }
  }

  private PublicKey p256(Providers providers) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", providers.ec())
        .generatePublic(new X509EncodedKeySpec(encoded));
  }

  private boolean isEd25519(byte[] input, byte[] signature) throws GeneralSecurityException {
    var jdk = Security.getProvider("SunEC");
    Signature verifier = Signature.getInstance("Ed25519", jdk);
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519", jdk).generatePublic(new X509EncodedKeySpec(encoded)));
    verifier.update(input);
    return verifier.verify(signature);
  }

  /** Providers differ in whether they look. */
  private static boolean isOnCurve(byte[] xBytes, byte[] yBytes) {
    BigInteger x = new BigInteger(1, xBytes);
    BigInteger y = new BigInteger(1, yBytes);
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B).mod(P);
    return x.compareTo(P) < 0 && y.compareTo(P) < 0 && y.multiply(y).mod(P).equals(right);
  }

  /** The bytes of a coordinate; none where it is missing or spelled otherwise. */
  private static byte[] coordinate(JsonObject jwk, String name) {
    try {
      String spelled = jwk.string(name).orElse("");
      byte[] bytes = Base64.getUrlDecoder().decode(spelled);
      return bytes.length == COORDINATE && text(bytes).equals(spelled) ? bytes : new byte[0];
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private static String thumbprint(JsonText required) {
    return text(Sha256.of(required.bytes()));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
