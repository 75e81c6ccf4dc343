package io.mcpguard.assertion;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/** JOSE signatures through the Java Cryptography Architecture. */
final class Signatures {
  /** Order of the base point of P-256 (SEC 2 §2.4.2). */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final int LENGTH = 64;

  private Signatures() {}

  /** The first installed provider that has the algorithm. */
  static Provider provider(Algorithm algorithm) {
    for (Provider provider : Security.getProviders()) {
      if (provider.getService("Signature", jcaName(algorithm)) != null) {
        return provider;
      }
    }
    throw new IllegalStateException(
        "no security provider offers " + jcaName(algorithm) + "; use a JDK with jdk.crypto.ec");
  }

  static Signature instance(Algorithm algorithm, Provider provider)
      throws GeneralSecurityException {
    try {
      return Signature.getInstance(jcaName(algorithm), provider);
    } catch (NoSuchAlgorithmException otherName) {
      if (algorithm == Algorithm.ES256) {
        // Bouncy Castle's name for R‖S.
        return Signature.getInstance("SHA256withPLAIN-ECDSA", provider);
      }
      throw otherName;
    }
  }

  static boolean verify(
      Algorithm algorithm, Provider provider, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    if (signature.length != LENGTH || (algorithm == Algorithm.ES256 && !inRange(signature))) {
      return false;
    }
    Signature verifier = instance(algorithm, provider);
    verifier.initVerify(key);
    verifier.update(input);
    try {
      return verifier.verify(signature);
    } catch (SignatureException notASignature) {
      return false;
    }
  }

  /** 0 &lt; R, S &lt; n. Asked here too: JDKs before 17.0.3 took zeros (CVE-2022-21449). */
  private static boolean inRange(byte[] signature) {
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, LENGTH / 2));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, LENGTH / 2, LENGTH));
    return r.signum() > 0
        && s.signum() > 0
        && r.compareTo(P256_ORDER) < 0
        && s.compareTo(P256_ORDER) < 0;
  }

  private static String jcaName(Algorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ED25519 -> "Ed25519";
    };
  }
}
