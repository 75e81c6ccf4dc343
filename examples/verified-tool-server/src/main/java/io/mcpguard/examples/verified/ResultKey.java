package io.mcpguard.examples.verified;

import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.AssertionSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The server's own key for results: {@code results.key}, which is its secret, and {@code
 * results.jwks}, which the guard is told of as {@code counter-signature}.
 */
final class ResultKey {
  private static final String KEY_ID = "results";
  private static final int POINT = 32;

  private ResultKey() {}

  /** The key in a folder; made there the first time. */
  static AssertionSigner in(Path folder) throws IOException, GeneralSecurityException {
    Path secret = folder.resolve("results.key");
    if (Files.notExists(secret)) {
      make(folder, secret);
    }
    byte[] encoded = Base64.getDecoder().decode(Files.readString(secret).strip());
    PrivateKey key =
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    return AssertionSigner.of(KEY_ID, Algorithm.ED25519, key, Algorithm.ED25519.provider());
  }

  private static void make(Path folder, Path secret) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] spki = pair.getPublic().getEncoded();
    // The last 32 octets of the X.509 form are the point (RFC 8410 §4).
    byte[] point = Arrays.copyOfRange(spki, spki.length - POINT, spki.length);
    String x = Base64.getUrlEncoder().withoutPadding().encodeToString(point);
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("results.jwks"),
        """
        {"keys":[{"kty":"OKP","crv":"Ed25519","use":"sig","kid":"%s","x":"%s"}]}
        """
            .formatted(KEY_ID, x));
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
  }
}
