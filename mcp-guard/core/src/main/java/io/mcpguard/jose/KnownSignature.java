package io.mcpguard.jose;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;

/** A signature that others computed: RFC 6979, A.2.5, P-256 with SHA-256 over "sample". */
final class KnownSignature {
  private static final byte[] MESSAGE = "sample".getBytes(StandardCharsets.US_ASCII);
  private static final ECPoint KEY =
      new ECPoint(
          new BigInteger("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6", 16),
          new BigInteger("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299", 16));
  private static final String R =
      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
  private static final String S =
      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

  private KnownSignature() {}

  /** Whether the provider takes the signature, and does not take it spoiled. */
  static boolean isVerifiedBy(Provider provider) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    PublicKey key =
        KeyFactory.getInstance("EC", provider)
            .generatePublic(
                new ECPublicKeySpec(KEY, curve.getParameterSpec(ECParameterSpec.class)));
    byte[] signature = HexFormat.of().parseHex(R + S);
    byte[] spoiled = signature.clone();
    spoiled[spoiled.length - 1] ^= 1;
    return Providers.verifies(provider, key, MESSAGE, signature)
        && !Providers.verifies(provider, key, MESSAGE, spoiled);
  }
}
